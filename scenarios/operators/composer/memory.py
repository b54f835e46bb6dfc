"""State of a CSMS between messages: the ids that it chose, the versions of local lists."""

import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.matching.csms_clock import csms_now
from plugfest.scenarios.operators.protocol import Order


@dataclass
class Memory:
    """One per run. Each run begins with other ids, because some CSMSs keep those of earlier runs."""

    configured: Configured
    list_versions: dict[str, int] = field(default_factory=dict)
    _ids: "defaultdict[str, count[int]]" = field(
        default_factory=lambda: defaultdict(lambda: count(1 + 1000 * secrets.randbelow(1_000_000)))
    )

    def next_id(self, order: Order, kind: str) -> int:
        """Return a new id, stored in the order for later orders that refer to it."""
        order.created[kind] = next(self._ids[kind])
        return int(order.created[kind])

    def next_list_version(self, station: str) -> int:
        """Return the version of the next local list, which increases with every message (D01.FR.19)."""
        self.list_versions[station] = self.list_versions.get(station, self.configured.local_list_version) + 1
        return self.list_versions[station]


Payload = dict[str, Any]
Composes = Callable[[Any, Order, Memory], Payload]
COMPOSERS: dict[type[Intent], Composes] = {}


def composes(intent: type[Intent]) -> Callable[[Composes], Composes]:
    """Mark the function that composes an intent's payload."""

    def mark(function: Composes) -> Composes:
        COMPOSERS[intent] = function
        return function

    return mark


def present(**members: Any) -> Payload:
    """Return the members of a payload that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def from_now(seconds: float | None) -> str | None:
    """Return the date-time this many seconds from now in OCPP's format; None for None."""
    if seconds is None:
        return None
    return (csms_now() + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def evse_of(evse: int | None, connector: int | None = None) -> Payload | None:
    """Return the EVSEType, or None for the station as a whole."""
    return None if evse is None else present(id=evse, connectorId=connector)
