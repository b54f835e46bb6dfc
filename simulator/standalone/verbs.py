"""The verbs of a standalone station by name, shared by terminal, scripts and control API."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from plugfest.simulator.behaviour.evse_behaviour import CableLockedError
from plugfest.simulator.standalone.charging_station import CallRefused, ChargingStation
from plugfest.simulator.standalone.misbehaviour import MISBEHAVIOURS
from plugfest.simulator.station import NotConnectedError

ParameterKind = Literal["integer", "duration", "text", "object", "misbehaviour"]

EXPECTED_ERRORS = (CallRefused, NotConnectedError, CableLockedError, KeyError)
"""Exceptions of verbs that are impossible now: no such EVSE, no connection, a refusal, a locked cable."""

_DURATION = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>s|m|h|)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
REQUIRED: Final = object()


class VerbError(ValueError):
    """Raised for a wrong use of a verb; the text explains it."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a verb; one without default must be given."""

    name: str
    kind: ParameterKind
    default: Any = REQUIRED

    def read(self, value: Any) -> Any:
        """Return the value of a user's input. Raises VerbError."""
        match self.kind:
            case "integer" if isinstance(value, int) and not isinstance(value, bool):
                return value
            case "integer" if isinstance(value, str) and value.isdecimal():
                return int(value)
            case "duration":
                return seconds_of(value)
            case "text" if isinstance(value, str | int) and not isinstance(value, bool):
                return str(value)
            case "object":
                return _object(self.name, value)
            case "misbehaviour" if value in MISBEHAVIOURS:
                return value
            case "misbehaviour":
                raise VerbError(f"{self.name} must be one of {', '.join(MISBEHAVIOURS)}")
        raise VerbError(
            f"{self.name} must be {'a whole number' if self.kind == 'integer' else 'a text'}, was {value!r}"
        )

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        schemas: dict[ParameterKind, dict[str, Any]] = {
            "integer": {"type": "integer", "minimum": 0},
            "duration": {"type": ["number", "string"], "pattern": r"^\d+(\.\d+)?\s*[smh]?$", "minimum": 0},
            "text": {"type": ["string", "integer"]},
            "object": {"type": "object"},
            "misbehaviour": {"enum": list(MISBEHAVIOURS)},
        }
        return schemas[self.kind]


@dataclass(frozen=True)
class Verb:
    """An action at a station."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    run: Callable[..., Awaitable[Any]]

    @property
    def usage(self) -> str:
        """Its usage in the terminal: `swipe TOKEN [EVSE]`."""
        words = (p.name.upper() if p.default is REQUIRED else f"[{p.name.upper()}]" for p in self.parameters)
        return " ".join((self.name, *words))

    async def perform(self, station: ChargingStation, given: Mapping[str, Any]) -> Any:
        """Perform it with these values by parameter name. Raises VerbError and exceptions of the station."""
        return await self.run(station, **self.read(given))

    def read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all parameters. Raises VerbError."""
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                raise VerbError(f"{self.name} has no {name}; it takes {', '.join(names) or 'nothing'}")
        for parameter in self.parameters:
            if parameter.default is REQUIRED and parameter.name not in given:
                raise VerbError(f"{self.name} needs {parameter.name}: {self.usage}")
        return {p.name: p.read(given[p.name]) if p.name in given else p.default for p in self.parameters}

    def from_words(self, words: list[str]) -> dict[str, Any]:
        """Return the values by name from positional words. Raises VerbError."""
        if len(words) > len(self.parameters):
            raise VerbError(f"too many words: {self.usage}")
        return {parameter.name: word for parameter, word in zip(self.parameters, words, strict=False)}


def seconds_of(value: Any) -> float:
    """Return the seconds of a duration: 30, "30s", "5m", "1.5h". Raises VerbError."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise VerbError(f'a duration is a number of seconds or a text such as "30s", "5m", "1.5h", was {value!r}')
    return float(match["number"]) * _SECONDS[match["unit"]]


def _object(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise VerbError(f"{name} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise VerbError(f"{name} must be a JSON object")
    return value


def explain(error: Exception) -> str:
    """Return a text for an exception of a verb."""
    if isinstance(error, KeyError):
        return error.args[0] if isinstance(error.args[0], str) else f"there is no EVSE {error}"
    return str(error)


async def _misbehave(station: ChargingStation, how: str) -> None:
    station.misbehaviour.start(how)


async def _behave(station: ChargingStation, how: str) -> None:
    station.misbehaviour.stop(how)


async def _status(station: ChargingStation) -> dict[str, Any]:
    return station.status.as_dict()


_EVSE = Parameter("evse", "integer", 1)
_CONNECTOR = Parameter("connector", "integer", 1)

_ALL = (
    Verb(
        "swipe",
        "present a token at an EVSE, to start or to stop a charge",
        (Parameter("token", "text"), _EVSE),
        ChargingStation.swipe,
    ),
    Verb("park", "an EV occupies the parking bay", (_EVSE,), ChargingStation.park),
    Verb("plug", "plug the cable in; the EV asks for energy", (_EVSE, _CONNECTOR), ChargingStation.plug_in),
    Verb("unplug", "pull the cable out", (_EVSE,), ChargingStation.unplug),
    Verb("leave", "the EV drives away", (_EVSE,), ChargingStation.drive_away),
    Verb("pause", "the EV takes no energy for the moment", (_EVSE,), ChargingStation.pause),
    Verb("resume", "the EV takes energy again", (_EVSE,), ChargingStation.resume),
    Verb("fault", "a connector breaks down", (_EVSE, _CONNECTOR), ChargingStation.fault),
    Verb("repair", "a connector is repaired", (_EVSE, _CONNECTOR), ChargingStation.clear_fault),
    Verb(
        "offline",
        "lose the connection, for so long or until online",
        (Parameter("seconds", "duration", None),),
        ChargingStation.go_offline,
    ),
    Verb("online", "connect again", (), ChargingStation.go_online),
    Verb("restart", "restart the station", (), ChargingStation.restart),
    Verb("wait", "let time pass", (Parameter("seconds", "duration"),), ChargingStation.wait),
    Verb(
        "send",
        "send any request",
        (Parameter("action", "text"), Parameter("payload", "object", None)),
        ChargingStation.send,
    ),
    Verb("misbehave", "begin a misbehaviour", (Parameter("how", "misbehaviour"),), _misbehave),
    Verb("behave", "end a misbehaviour", (Parameter("how", "misbehaviour"),), _behave),
    Verb("status", "show the state of the station", (), _status),
)
VERBS: Final = {verb.name: verb for verb in _ALL}
