"""The description of a CSMS: the content of its TOML file as plain objects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from plugfest.reports import claims
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.profiles import FORMER_PROFILES, PROFILES
from plugfest.scenarios.intents import IdToken

SECURITY_PROFILE = {"minimum": 1, "maximum": 3}
SECONDS = {"minimum": 0}
"""An annotation with additional JSON Schema keywords for a field."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """The address of the CSMS for one security profile."""

    url: Annotated[str, {"pattern": "^wss?://"}]
    """A template: "wss://host/ocpp/{station}"; other names in braces come from the station's own table."""
    trust: str | None = None
    """PEM file with the roots that the server's certificate must lead to; None: the system's."""
    ping_interval: Annotated[float | None, SECONDS] = None
    """Seconds between WebSocket pings; None: none are sent."""

    def url_for(self, identity: str, values: Mapping[str, Any]) -> str:
        """Return the URL to which a station connects.

        Every name in braces is replaced by its percent-encoded value (Part 4, section 3.1.1).
        """
        names = {**values, "station": identity}
        return re.sub(r"\{([^{}]*)\}", lambda name: quote(str(names.get(name[1], name[0])), safe=""), self.url)


@dataclass(frozen=True, kw_only=True)
class StationEntry:
    """One station of the pool, for an operator that cannot make stations of its own."""

    identity: str
    role: Annotated[str, {"enum": ["ordinary", "uncommissioned", "disposable"]}] = "ordinary"
    """"ordinary", "uncommissioned" (answered Pending or Rejected at its first boot) or "disposable" (for cases that
    change what the next run needs)."""
    password: str | None = None
    certificate: str | None = None
    key: str | None = None
    serial_number: str | None = None
    security_profile: Annotated[int | None, SECURITY_PROFILE] = None
    """None: any that the CSMS offers."""
    evses: tuple[int, ...] | None = None
    """Connectors per EVSE; None: the configured value."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Values that only this CSMS's API needs, for templates: `{station.uuid}`."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """The claims of the CSMS (Part 5). Claims that are not mentioned have the default given here."""

    profiles: Annotated[frozenset[str], {"items": {"enum": [*PROFILES, *FORMER_PROFILES]}}] = frozenset(
        {*PROFILES, *FORMER_PROFILES}
    )
    """All, unless the file lists some. A profile of Edition 3 claims Core and the feature that it has become; a list
    without it does not claim that feature, unless `features` does."""
    features: Mapping[str, bool] = field(default_factory=dict)
    questions: Mapping[str, bool] = field(default_factory=dict)
    default: bool = True
    """Whether a feature is claimed when the file does not mention it."""

    def __post_init__(self) -> None:
        former = self.profiles & FORMER_PROFILES.keys()
        features = {feature: profile in former for profile, feature in FORMER_PROFILES.items()}
        current = (self.profiles & set(PROFILES)) | ({"core"} if former else set())
        object.__setattr__(self, "features", features | dict(self.features))
        object.__setattr__(self, "profiles", frozenset(current))

    def holds(self, condition: str) -> bool:
        """Evaluate a condition of Part 5 on profiles, features and questions: "C-61 or advanced-security"."""
        return claims.holds(condition, self._claims) is True

    def _claims(self, name: str) -> bool:
        return name in self.profiles if name in PROFILES else self.feature(name)

    def feature(self, name: str) -> bool:
        """Return whether a feature ("C-13") or additional question ("AQ-16") is answered with yes."""
        return self.features.get(name, self.questions.get(name, self.default))


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Time-outs and pace, in seconds, and how many cases are played at a time."""

    connect: Annotated[float, SECONDS] = 10.0
    """To open a connection, TLS included."""
    answer: Annotated[float, SECONDS] = 30.0
    """For the CSMS to answer a message (Part 4 defines no time-out)."""
    message: Annotated[float, SECONDS] = 30.0
    """For the message of an order to arrive."""
    order: Annotated[float, SECONDS] = 60.0
    """For the operator to report the outcome of an order."""
    look_further: Annotated[float, SECONDS] = 0.5
    """How much longer to wait for a better matching message after the order has ended, when one did not match."""
    unasked: Annotated[float, SECONDS] = 2.0
    """How long to wait for the CSMS to send a message by itself before the operator is asked for it."""
    quiet: Annotated[float, SECONDS] = 3.0
    """How long no message may arrive where a case requires silence."""
    shown: Annotated[float | None, SECONDS] = None
    """For the CSMS to show new data where Part 6 requires it to be shown; None: as long as for a message."""
    reconnect_pause: Annotated[float, SECONDS] = 0.1
    """Between closing a connection and the next one of the same station."""
    settling: Annotated[float, SECONDS] = 0.0
    """For the CSMS to process the last messages: after a boot or a reconnect, and before each order."""
    boot_interval: Annotated[float, SECONDS] = 60.0
    """The longest time that a station whose boot is not yet accepted waits before it boots again."""
    propagation: Annotated[float, SECONDS] = 0.0
    """How long the CSMS may need until a new station or token is known in all its parts."""
    orders_per_second: Annotated[float | None, {"exclusiveMinimum": 0}] = None
    connections_per_second: Annotated[float | None, {"exclusiveMinimum": 0}] = None
    workers: Annotated[int, {"minimum": 1}] = 1
    """How many cases are played at a time, where `--workers` says nothing else."""

    @property
    def until_shown(self) -> float:
        """How long a CSMS is asked again for what it should show."""
        return self.message if self.shown is None else self.shown


@dataclass(frozen=True, kw_only=True)
class Habit:
    """A request that the CSMS sends by itself; it is neither expected nor reported as a failure."""

    action: str
    where: Mapping[str, Any] = field(default_factory=dict)
    """Only with a payload like this; empty: any."""
    after: Mapping[str, str] = field(default_factory=dict)
    """The exchanges that it follows, by action, with the status of the answer; empty: it may arrive at any time. A
    station sends nothing of its own between such an exchange and the habit."""


@dataclass(frozen=True, kw_only=True)
class Cannot:
    """Declared limits of the CSMS, by case, intent or validation, with their reason."""

    what: str
    """An intent ("Unlock") or a case ("TC_F_06")."""
    reason: Annotated[str, {"minLength": 1}]
    when: Mapping[str, Any] = field(default_factory=dict)
    """Only where the intent's parameters are as given here: `{ message = "Heartbeat" }`."""


@dataclass(frozen=True, kw_only=True)
class BaselineEntry:
    """A known failure that is excused until it disappears or the entry expires."""

    case: Annotated[str, {"pattern": "^TC_[A-P]_[0-9]{2,3}(_CSMS)?$"}]
    reason: Annotated[str, {"pattern": "[^\\s]"}]
    validation: str | None = None
    cause: str | None = None
    link: str | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CsmsDescription:
    """The description of a CSMS under test: everything that is known before the first connection."""

    name: str
    addresses: Mapping[int, Address]
    """By security profile, 1 to 3."""
    operator: Mapping[str, Any] = field(default_factory=lambda: {"kind": "none"})
    """The operator's own table; `kind` says which: none, compact, http, manual, python."""
    stations: tuple[StationEntry, ...] = ()
    tokens: Mapping[str, IdToken] = field(default_factory=dict)
    certificates: CertificateTable = field(default_factory=CertificateTable)
    configured: Configured = field(default_factory=Configured)
    """Values of Part 6 that differ from plugfest's defaults, by the names of `Configured`."""
    claims: Claims = Claims()
    pace: Pace = Pace()
    habits: tuple[Habit, ...] = ()
    cannot: tuple[Cannot, ...] = ()
    baseline: tuple[BaselineEntry, ...] = ()
    state_file: str | None = None
    """The state file: new passwords, keys and raised profiles, which outlive a run."""
    secrets: frozenset[str] = frozenset()
    """Values from the environment or from files, and values under a secret's name: never to be shown."""
    source: str | None = None
    """The file that all this was read from."""
    credential_places: Mapping[str, str] = field(default_factory=dict)
    """The place of each station's credentials in the file, by identity: "csms.toml, line 12"."""
