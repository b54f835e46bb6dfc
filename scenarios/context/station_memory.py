"""State of a station that is kept between plays, because every play continues the same station."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plugfest.simulator.device.counters import Counters

_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
_MOST_OVERDUE = 200
"""Number of unanswered calls that are remembered, the newest."""


def new_counters() -> Counters:
    """Return counters for a station without memory, higher than any that it can have used in earlier runs.

    They begin at the seconds since 2024, which fits 32 bits: no station counts faster than that for long.
    """
    return Counters(after=int(time.time() - _FIRST_DAY))


@dataclass
class StationMemory:
    """State for the next play of a station. Times are wall-clock times, because other processes read them."""

    counters: Counters = field(default_factory=Counters)
    closed_at: float = 0.0
    """When its last connection ended."""
    not_before: float = 0.0
    """When it may be used again after a play that left something open."""
    late_orders: list[str] = field(default_factory=list)
    """The actions of orders whose messages never arrived: a CSMS may send them once the station is connected again."""
    overdue: dict[str, str] = field(default_factory=dict)
    """Its calls that were never answered, action by message id: their answers may still arrive."""

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "StationMemory":
        """Return the memory that an earlier play stored; a new one for invalid data."""
        memory = cls(counters=new_counters())
        try:
            memory.counters.last.update({str(kind): int(number) for kind, number in kept["counters"].items()})
            memory.overdue.update({str(key): str(action) for key, action in kept["overdue"].items()})
            memory.late_orders += [str(action) for action in kept["late_orders"]]
            memory.closed_at, memory.not_before = float(kept["closed_at"]), float(kept["not_before"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return memory
        return memory

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, for `read`."""
        overdue = dict(list(self.overdue.items())[-_MOST_OVERDUE:])
        return {
            "counters": self.counters.last,
            "overdue": overdue,
            "late_orders": self.late_orders,
            "closed_at": self.closed_at,
            "not_before": self.not_before,
        }

    def pause_left(self, pause: float) -> float:
        """Return the seconds until the station may connect again, `pause` seconds after its last connection."""
        return max(0.0, self.closed_at + pause - time.time())
