"""Requests that the CSMS is known to send by itself: recognizes them and predicts when one is due."""

from collections.abc import Sequence
from typing import Any

from plugfest.scenarios.config.description import Habit
from plugfest.scenarios.context.trace import Entry, Trace
from plugfest.scenarios.matching.comparison import matches
from plugfest.simulator.protocol.frames import read_frame
from plugfest.simulator.station import Received

_IN_A_TRANSACTION = frozenset({"CostUpdated"})
"""Requests about a transaction: a boot cannot cause them."""


class Habits:
    """The declared habits of the CSMS, in one play.

    A habit that names the exchanges it follows is due after each of them, for `patience` seconds or until it has
    arrived. A station must not send a call meanwhile: when the two cross, some CSMSs answer neither for a while.
    """

    def __init__(self, habits: Sequence[Habit], trace: Trace, patience: float) -> None:
        self._habits = habits
        self._trace = trace
        self._patience = patience

    def include(self, received: Received) -> bool:
        """Return whether the CSMS is known to send this call by itself."""
        return any(
            habit.action == received.action
            and matches(dict(habit.where), received.payload, f"{received.action}Request")
            for habit in self._habits
        )

    @property
    def may_follow_a_boot(self) -> bool:
        """Return whether a habit may follow an accepted boot: not if each habit names other exchanges."""
        at_any_time = [habit for habit in self._habits if not habit.after and habit.action not in _IN_A_TRANSACTION]
        at_a_boot = [habit for habit in self._habits if habit.after.get("BootNotification") == "Accepted"]
        return bool(at_any_time or at_a_boot or not self._habits)

    @property
    def follow_exchanges(self) -> bool:
        """Return whether any habit names the exchanges that it follows."""
        return any(habit.after for habit in self._habits)

    def due(self) -> float:
        """Return for how many seconds a habit that follows the last exchange may still arrive; 0 when none may."""
        came: set[str] = set()
        for entry in reversed(self._trace.entries):
            left = float(entry["at"]) + self._patience - self._trace.now
            if left <= 0:
                break
            if entry["type"] != "frame":
                continue
            if entry["from"] == "csms" and entry["message"] == "CALL":
                came.add(entry["action"])
            elif any(_follows(habit, entry) for habit in self._habits if habit.action not in came):
                return left
        return 0.0


def _follows(habit: Habit, entry: Entry) -> bool:
    """Return whether a habit follows this answer."""
    wanted = habit.after.get(entry["action"] or "")
    return wanted is not None and entry["message"] == "CALLRESULT" and _status(entry) == wanted


def _status(entry: Entry) -> Any:
    payload = read_frame(entry["text"]).payload if "text" in entry else None
    return payload.get("status") if isinstance(payload, dict) else None
