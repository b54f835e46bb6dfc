"""A first configuration for a CSMS: a person's answers as TOML, with comments about everything else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import tomli_w

from plugfest.scenarios.config.products import CERTIFICATES, PRODUCTS, addresses, stations, tokens
from plugfest.scenarios.config.read import presets

Asks = Callable[[str, str], str]
"""Asks a person a question with a default answer; an empty reply means the default."""

OPERATORS: Final = ("none", "http", "manual", "python")


@dataclass(frozen=True)
class Answers:
    """Answers that `init` needs about a CSMS; the defaults are those of `--yes`."""

    name: str = "My CSMS"
    url: str = "ws://localhost:9000/{station}"
    """Of security profile 1, or of profile 2 where it begins with "wss:"."""
    station: str = "CS001"
    password: str = "PLUGFEST_PASSWORD"  # noqa: S105  the name of an environment variable
    """The environment variable with the station's password; empty: no password is needed."""
    token: str = ""
    """A token that the CSMS accepts; empty: none is known."""
    operator: str = "none"
    """One of OPERATORS, or the name of a preset."""
    base_url: str = "http://localhost:8080"
    product: str = ""
    """The preset of the product; empty: another product."""
    host: str = "localhost"
    """The product has its usual ports on this host."""


def interview(asks: Asks, start: Answers = Answers()) -> Answers:
    """Ask for everything that the first configuration needs."""
    products = (*PRODUCTS, "other")
    product = _one_of(asks, f"Which product is it: {', '.join(products)}?", "other", products)
    if product in PRODUCTS:
        return _about_product(asks, product, start)
    kinds = (*OPERATORS, *sorted(presets()))
    answers = replace(
        start,
        name=asks("What is the CSMS called?", start.name),
        url=_station_url(asks("Where do stations connect? {station} is replaced by their identity.", start.url)),
        station=asks("Which provisioned station may plugfest simulate?", start.station),
        password=asks("Which environment variable holds its password? (- for none)", start.password).strip("-"),
        token=asks("Which token does the CSMS accept? (- for none)", start.token or "-").strip("-"),
        operator=_one_of(asks, f"Which operator gives orders to the CSMS: {', '.join(kinds)}?", start.operator, kinds),
    )
    if answers.operator in ("none", "manual", "python"):
        return answers
    return replace(answers, base_url=asks("Where is the CSMS's own API?", start.base_url))


def _about_product(asks: Asks, name: str, start: Answers) -> Answers:
    """Ask what its preset does not know: its host, and the stations and tokens created in it."""
    product = PRODUCTS[name]
    return replace(
        start,
        product=name,
        operator=name,
        name=asks("What is the CSMS called?", product.name),
        host=asks("On which host does it run?", start.host),
        station=asks("How do the identities of the stations for plugfest begin?", "PF"),
        password=asks("Which environment variable holds their password? (- for none)", start.password).strip("-"),
        base_url=asks("Where is the CSMS's own API?", product.base_url),
    )


def _of_product(answers: Answers) -> str:
    product = PRODUCTS[answers.product]
    lines = [
        _HEAD,
        f"# What {product.name} needs before a run: {product.page}\n",
        tomli_w.dumps({"csms": {"name": answers.name, "preset": answers.product}}).rstrip(),
        f'state_file = "{answers.product}.state.json"  # passwords and certificates that a run has changed\n',
        *addresses(product, answers.host),
        *CERTIFICATES,
        *stations(product, answers.station, answers.password),
        "[tokens]  # as they are in its database; invalid is not",
        *tokens(product),
        "",
        *_operator(answers, answers.product),
        _REST,
    ]
    return "\n".join(lines) + "\n"


def configuration(answers: Answers) -> str:
    """Return a complete TOML file with these answers."""
    if answers.product:
        return _of_product(answers)
    preset = answers.operator if answers.operator in presets() else None
    csms: dict[str, Any] = {"name": answers.name} | ({"preset": preset} if preset else {})
    profile = "2" if answers.url.startswith("wss:") else "1"
    station: dict[str, Any] = {"identity": answers.station}
    lines = [
        _HEAD,
        tomli_w.dumps({"csms": csms}),
        f"[addresses.{profile}]  # by security profile: 1 is ws:// with a password, 2 wss://, 3 with certificates",
        tomli_w.dumps({"url": answers.url}),
        "[[stations]]",
        tomli_w.dumps(station).rstrip(),
    ]
    if answers.password:
        lines.append(f"password = {{ env = {_quoted(answers.password)} }}")
    lines += [_ROLES, "[tokens]  # what the CSMS knows, by role"]
    lines += [f"valid = {_quoted(answers.token)}" if answers.token else '# valid = "AABBCCDD"', _TOKENS]
    lines += _operator(answers, preset)
    lines.append(_REST)
    return "\n".join(lines) + "\n"


def _operator(answers: Answers, preset: str | None) -> list[str]:
    base_url = f"base_url = {_quoted(answers.base_url)}"
    if preset:
        return ["[operator]  # the preset knows the requests", base_url]
    match answers.operator:
        case "http":
            return ["[operator]", 'kind = "http"', base_url, _HTTP]
        case "manual":
            return ["[operator]  # a person at the terminal", 'kind = "manual"', "patience = 120"]
        case "python":
            return ["[operator]  # a class derived from plugfest.scenarios.operators.BaseOperator", _PYTHON]
        case _:
            return [
                "[operator]  # none: only the cases that need no orders; also http, manual, python",
                'kind = "none"',
            ]


def _one_of(asks: Asks, question: str, default: str, known: Sequence[str]) -> str:
    while (answer := asks(question, default)) not in known:
        question = f"{answer!r} is none of them: {', '.join(known)}?"
    return answer


def _station_url(url: str) -> str:
    return url if "{station}" in url else url.rstrip("/") + "/{station}"


def _quoted(text: str) -> str:
    return tomli_w.dumps({"x": text}).removeprefix("x = ").rstrip()


_HEAD: Final = """\
# A CSMS under test, for plugfest. `plugfest check THIS-FILE` says what is missing;
# `plugfest run --csms THIS-FILE` plays. What is commented out has the default that it shows.
"""

_ROLES: Final = """\
# role = "ordinary"        # "uncommissioned": Pending or Rejected at its first boot; "disposable": may be spoilt

"""

_TOKENS: Final = """\
# valid2 = "11223344"      # in the same group as valid
# invalid = "00000000"     # unknown to the CSMS
# blocked = "BBBBBBBB"
# expired = "EEEEEEEE"
# group = { idToken = "GROUP", type = "Central" }
"""

_HTTP: Final = """\
# auth = { kind = "bearer", token = { env = "API_TOKEN" } }

# One or several requests for each intent; {names} are filled in. Example:
[[operator.intents.Reset]]
method = "POST"
url = "stations/{station.identity}/reset"
json = { type = "{type}", evse = "{evse?}" }
# success = { json = { "$.success" = true } }
"""

_PYTHON: Final = """\
kind = "python"
use = "my_operator:MyOperator"
"""

_REST: Final = """
[claims]  # what the CSMS claims of Part 5; what is not mentioned is claimed
# profiles = ["core", "advanced-security", "smart-charging", "iso15118"]
# local list, device management, reservation and user interface are features of Core: with a list of profiles, name
# those that are claimed
# features = { C-13 = false, LA-0 = true, DM-0 = true, R-0 = true, UI-0 = true }

[pace]  # seconds
# message = 30             # for the message of an order to arrive
# settling = 0             # after a boot or a reconnect and before an order, for the CSMS to take in what was said
# reconnect_pause = 0.1

# [[habits]]               # what the CSMS sends by itself
# action = "GetBaseReport"

# [[cannot]]               # what it cannot do, by intent or case, and why
# what = "Unlock"
# reason = "no stations with detachable cables"

# [[baseline]]             # failures that are known and excused
# case = "TC_B_22_CSMS"
# reason = "ticket 4711"
"""
