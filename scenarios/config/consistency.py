"""Checks that a schema cannot express: inconsistent values and references to unknown names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509

from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import CsmsDescription, StationEntry
from plugfest.scenarios.config.error_messages import nearest
from plugfest.scenarios.config.features import FEATURES, QUESTIONS, WITHDRAWN
from plugfest.scenarios.config.http_api.inspection import inspect
from plugfest.scenarios.config.http_api.table import HttpTable
from plugfest.scenarios.config.operator_tables import may_provision
from plugfest.scenarios.config.problems import Problem
from plugfest.scenarios.intents import INTENTS

_CASE: Final = re.compile(r"TC_[A-P]_\d{2,3}(_CSMS)?")
_LONGEST_IDENTITY: Final = 48
_NAME_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")

CSMS_ACTIONS: Final = frozenset(
    {
        *(intent.action for intent in INTENTS.values()),
        "CertificateSigned",
        "CostUpdated",
        "DataTransfer",
    }
)
"""The requests that a CSMS can send to a station."""


def inconsistencies(description: CsmsDescription, data: Mapping[str, Any], folder: Path) -> Iterator[Problem]:
    """Return all inconsistencies of a description. `data` is the content of the file, for the lines of the problems."""
    yield from _addresses(description)
    yield from _stations(description, data)
    yield from _names(description)
    if description.operator.get("kind") == "http":
        yield from inspect(build(HttpTable, description.operator))


def _addresses(description: CsmsDescription) -> Iterator[Problem]:
    for profile, address in description.addresses.items():
        path = ("addresses", str(profile), "url")
        wanted = "ws" if profile == 1 else "wss"
        yield from (Problem(path, text) for text in _url_problems(address.url, wanted, profile))
        names = set(_NAME_IN_BRACES.findall(address.url))
        if "station" not in names:
            yield Problem(path, 'must contain "{station}", where the station\'s identity goes')
        for name in sorted(names - {"station"}):
            for number, station in enumerate(description.stations):
                if name not in station.values:
                    where = ("stations", number, "values")
                    yield Problem(where, f'has no "{name}", which the address of security profile {profile} needs')
        if address.trust is not None and (text := _trust_problem(Path(address.trust))):
            yield Problem(("addresses", str(profile), "trust"), text)


def _url_problems(url: str, wanted: str, profile: int) -> Iterator[str]:
    """Yield all problems of an address. A password in it is reported, but never shown."""
    try:
        parts = urlsplit(_NAME_IN_BRACES.sub("x", url))
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        yield f"is no URL: {error}"
        return
    if parts.scheme != wanted:
        yield f'security profile {profile} is spoken over "{wanted}://"'
    if not host:
        yield "names no host"
    if "@" in parts.netloc:
        yield "must hold no user and password: the station's identity and password are what it connects with"
    if "#" in url:
        yield 'must have no fragment ("#" and what follows): RFC 6455 forbids it in a WebSocket address'


def _trust_problem(file: Path) -> str | None:
    """Return the problem of a file of root certificates; None when it contains PEM certificates."""
    if not file.is_file():
        return f"there is no file {file}"
    try:
        x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        return f'{file} holds no certificate in PEM ("-----BEGIN CERTIFICATE-----")'
    return None


def _stations(description: CsmsDescription, data: Mapping[str, Any]) -> Iterator[Problem]:
    operator = description.operator
    if not description.stations and not may_provision(operator) and not data.get("stations"):
        kind = operator.get("kind", "none")
        yield Problem(
            (),
            f'no station: an operator of kind "{kind}" makes none, so name at least one that the CSMS knows, '
            'as [[stations]] identity = "..." password = {env = "..."}',
            toml='[[stations]]\nidentity = "..."\npassword = { env = "..." }\n',
        )
    counts = Counter(station.identity for station in description.stations)
    for number, station in enumerate(description.stations):
        if counts[station.identity] > 1:
            yield Problem(("stations", number, "identity"), f'"{station.identity}" occurs here more than once')
        if text := _identity_problem(station.identity):
            yield Problem(("stations", number, "identity"), text)
        if (station.certificate is None) != (station.key is None):
            yield Problem(("stations", number), "certificate and key go together: one is missing")
        elif station.certificate is None and _needs_certificate(station, description):
            text = "has security profile 3, which needs a certificate: add certificate and key, as PEM"
            yield Problem(("stations", number), text)


def _identity_problem(identity: str) -> str | None:
    """Return the violation of Part 4, section 3.1.1 in a station's identity; None when there is none."""
    if not identity:
        return "must not be empty"
    if ":" in identity:
        return "must hold no colon: it separates user and password in Basic authentication (Part 4, 3.1.1)"
    if len(identity) > _LONGEST_IDENTITY:
        return f"must have {_LONGEST_IDENTITY} characters at most, has {len(identity)} (Part 4, 3.1.1)"
    return None


def _needs_certificate(station: StationEntry, description: CsmsDescription) -> bool:
    only = set(description.addresses) == {3} and station.security_profile is None
    return only or station.security_profile == 3


def _names(description: CsmsDescription) -> Iterator[Problem]:
    for number, habit in enumerate(description.habits):
        if habit.action not in CSMS_ACTIONS:
            hint = nearest(habit.action, CSMS_ACTIONS)
            yield Problem(("habits", number, "action"), f'"{habit.action}" is not a request that a CSMS can send{hint}')
    for number, cannot in enumerate(description.cannot):
        if cannot.what not in INTENTS and not _CASE.fullmatch(cannot.what):
            hint = nearest(cannot.what, INTENTS) or '; name an intent such as "Unlock" or a case such as "TC_F_06"'
            yield Problem(("cannot", number, "what"), f'"{cannot.what}" is neither an intent nor a case{hint}')
    for table, known in (("features", FEATURES), ("questions", QUESTIONS)):
        for name in getattr(description.claims, table):
            if name not in known and name not in WITHDRAWN:
                hint = nearest(name, known)
                yield Problem(("claims", table, name), f"Part 5 has no such id for a CSMS{hint}")
