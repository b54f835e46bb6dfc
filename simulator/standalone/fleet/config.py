"""The configuration of a fleet from its TOML file: stations, URL, duration, and behaviours."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from plugfest.simulator.device.device import Device
from plugfest.simulator.standalone.fleet.behaviours import BEHAVIOURS
from plugfest.simulator.standalone.model_file import ModelError, StationModel
from plugfest.simulator.standalone.verbs import VerbError, seconds_of

MAX_EVSES = 100
MAX_STATIONS = 1_000_000


class FleetError(ValueError):
    """Raised for an invalid fleet file; the text names the member."""


@dataclass(frozen=True)
class BootStorm:
    """A share of the stations loses power at a time, and all reconnect at once."""

    at: float
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class FleetConfig:
    """A fleet. Durations are in seconds of the wall clock."""

    url: str
    """URL with "{station}" for the identity."""
    stations: int
    duration: float
    identity: str = "FLEET-{number:05d}"
    password: str | None = None
    trust: str | None = None
    evses: int = 1
    ramp_up: float = 0.0
    seed: int = 1
    processes: int = 0
    """0: one for each core."""
    tokens: tuple[str, ...] = ("TAG1",)
    behaviours: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"idle": {"share": 1}})
    """By name, each with its share and settings."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    boot_storms: tuple[BootStorm, ...] = ()
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    judge: bool = False

    def url_of(self, number: int) -> str:
        """Return the URL of a station."""
        return self.url.replace("{station}", self.identity.format(number=number))

    def behaviour_of(self, number: int) -> str:
        """Return the behaviour of a station; shares are distributed evenly over the numbers and reproducibly."""
        shares = {name: float(settings.get("share", 1)) for name, settings in self.behaviours.items()}
        place = (number * 0.6180339887498949 + self.seed * 0.7548776662466927) % 1.0 * sum(shares.values())
        for name, share in shares.items():
            place -= share
            if place < 0:
                return name
        return next(reversed(shares))


def read_fleet(path: Path) -> FleetConfig:
    """Read a fleet file. Raises FleetError, or OSError if it cannot be opened."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FleetError(f"{path}: {error}") from error
    try:
        return fleet_of(data)
    except FleetError as error:
        raise FleetError(f"{path}: {error}") from None


def fleet_of(data: Mapping[str, Any]) -> FleetConfig:
    """Return the fleet described by a table. Raises FleetError."""
    known = {each.name: each for each in fields(FleetConfig)}
    for name in data:
        if name not in known:
            raise FleetError(f'there is no "{name}"; known are {", ".join(sorted(known))}')
    for name in ("url", "stations", "duration"):
        if name not in data:
            raise FleetError(f"{name} is missing")
    values = dict(data)
    for name in ("duration", "ramp_up"):
        if name in values:
            values[name] = _seconds(name, values[name])
    values["behaviours"] = _behaviours(values.get("behaviours", {"idle": {"share": 1}}))
    values["boot_storms"] = tuple(_storm(each) for each in values.get("boot_storms", []))
    values["tokens"] = tuple(values.get("tokens", ("TAG1",)))
    values["password"] = _password(values.get("password"))
    _check(values)
    return FleetConfig(**values)


def _check(values: Mapping[str, Any]) -> None:
    stations, url = values["stations"], values["url"]
    if not isinstance(stations, int) or not 1 <= stations <= MAX_STATIONS:
        raise FleetError(f"stations must be a whole number from 1 to {MAX_STATIONS}, was {stations!r}")
    if not isinstance(url, str) or "{station}" not in url or not url.startswith(("ws://", "wss://")):
        raise FleetError('url must begin with ws:// or wss:// and hold "{station}"')
    try:
        _ = urlsplit(url.replace("{station}", "CS1")).port
    except ValueError as error:
        raise FleetError(f"url: {error}") from None
    if not isinstance(values.get("evses", 1), int) or not 1 <= values.get("evses", 1) <= MAX_EVSES:
        raise FleetError(f"evses must be a whole number from 1 to {MAX_EVSES}")
    for name in ("seed", "processes"):
        if not isinstance(values.get(name, 0), int) or values.get(name, 0) < 0:
            raise FleetError(f"{name} must be a whole number that is not negative")
    try:
        identities = {str(values.get("identity", "FLEET-{number:05d}")).format(number=number) for number in (1, 2)}
    except (KeyError, IndexError, ValueError):
        identities = set()
    if len(identities) != 2:
        raise FleetError('identity must hold "{number}", such as "CS-{number:05d}"')
    if not values["tokens"] or not all(isinstance(token, str) for token in values["tokens"]):
        raise FleetError("tokens must list at least one token")
    if not isinstance(values.get("variables", {}), dict):
        raise FleetError("variables must be a table")
    try:
        StationModel(variables=values.get("variables", {})).configure(Device(identity="CS1"))
    except ModelError as error:
        raise FleetError(str(error)) from None


def _behaviours(value: Any) -> dict[str, dict[str, Any]]:
    """Read behaviours, each given by its share or by a table with share and settings."""
    if not isinstance(value, dict) or not value:
        raise FleetError("behaviours must be a table of shares by behaviour")
    found: dict[str, dict[str, Any]] = {}
    for name, given in value.items():
        if name not in BEHAVIOURS:
            raise FleetError(f'there is no behaviour "{name}"; known are {", ".join(BEHAVIOURS)}')
        settings = dict(given) if isinstance(given, dict) else {"share": given}
        known = {"share", *BEHAVIOURS[name].settings}
        for setting in settings:
            if setting not in known:
                raise FleetError(f"behaviours.{name} has no {setting}; it takes {', '.join(sorted(known))}")
        share = settings.get("share", 1)
        if not isinstance(share, int | float) or isinstance(share, bool) or share < 0:
            raise FleetError(f"behaviours.{name}: share must be a number that is not negative")
        timed = {n: _seconds(f"behaviours.{name}.{n}", v) for n, v in settings.items() if n != "share"}
        found[name] = {"share": share, **timed}
    if not sum(settings["share"] for settings in found.values()):
        raise FleetError("behaviours: all shares are 0")
    return found


def _storm(value: Any) -> BootStorm:
    if not isinstance(value, dict) or "at" not in value or not set(value) <= {"at", "share"}:
        raise FleetError("boot_storms: each has `at`, a duration, and may have `share`")
    share = value.get("share", 1.0)
    if not isinstance(share, int | float) or not 0 < share <= 1:
        raise FleetError("boot_storms: share must be greater than 0, and 1 at most")
    return BootStorm(_seconds("boot_storms.at", value["at"]), float(share))


def _seconds(name: str, value: Any) -> float:
    try:
        return seconds_of(value)
    except VerbError as error:
        raise FleetError(f"{name}: {error}") from None


def _password(value: Any) -> str | None:
    if isinstance(value, dict) and set(value) == {"env"}:
        found = os.environ.get(str(value["env"]), "")
        if not found:
            raise FleetError(f"password: the environment variable {value['env']} is not set or empty")
        return found
    if value is not None and not isinstance(value, str):
        raise FleetError('password must be a text, or { env = "NAME" }')
    return value
