"""The names that the templates of a request can use."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

import msgspec

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents.base import plain
from plugfest.scenarios.matching.csms_clock import csms_now
from plugfest.scenarios.operators.protocol import Order, Question, StationSpec


class Scopes:
    """Makes the names of an order, a question or a station to be provisioned."""

    def __init__(self, description: CsmsDescription, values: Mapping[str, Any]) -> None:
        self._stations = {entry.identity: entry.values for entry in description.stations}
        self._values = values

    def of_order(self, order: Order, callback: str) -> dict[str, Any]:
        """Return the names for an order: the intent's parameters, the station, the order and constants."""
        return {
            **self._common(order.station),
            **{name: _parameter(value) for name, value in msgspec.structs.asdict(order.intent).items()},
            "intent": order.intent.name,
            "action": order.intent.action,
            "order": {"number": order.number, "created": order.created},
            "callback": callback,
        }

    def of_question(self, question: Question, station: str) -> dict[str, Any]:
        """Return the names for a question: its own members, the station and constants."""
        return {**self._common(station), **question.of}

    def of_station(self, identity: str, password: str, spec: StationSpec) -> dict[str, Any]:
        """Return the names for a station that is to be created."""
        boot = (
            {"status": spec.boot.status, "times": spec.boot.times, "interval": spec.boot.interval}
            if spec.boot
            else None
        )
        return {
            **self._common(identity),
            "password": password,
            "security_profile": spec.security_profile,
            "role": spec.role,
            "boot": boot,
        }

    def _common(self, station: str) -> dict[str, Any]:
        return {
            "station": {**self._stations.get(station, {}), "identity": station},
            "values": self._values,
            "now": csms_now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "uuid": str(uuid4()),
        }


def supplied(used: Iterable[str], payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the part of a composed payload that a request's templates pass to the CSMS.

    None when they use none of it.
    """
    parts = [name.split(".")[1:2] for name in used if name == "payload" or name.startswith("payload.")]
    if [] in parts:
        return dict(payload)
    named = {part[0]: payload[part[0]] for part in parts if part[0] in payload}
    return named or None


def _parameter(value: object) -> Any:
    """Return a parameter for templates: a reference to an earlier order gives the ids that the order created."""
    if isinstance(value, Order):
        return {"number": value.number, **value.created}
    return plain(value) if value is not None else None
