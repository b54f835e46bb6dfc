"""Requests that the CSMS is known to send by itself: which call is one, and whether one is still to come."""

from collections.abc import Sequence
from typing import Any

from plugfest.scenarios.config.description import Habit
from plugfest.scenarios.context.trace import Entry, Trace
from plugfest.scenarios.matching.comparison import matches
from plugfest.simulator.protocol.frames import read_frame
from plugfest.simulator.station import Received

_IN_A_TRANSACTION = frozenset({"CostUpdated"})
"""Requests about a transaction: none can follow a boot."""


class Habits:
    """The declared habits of the CSMS, in one play.

    A habit that names the exchanges that it follows is due after each of them, for `patience` seconds or until it has
    come. A station that speaks meanwhile crosses it: some CSMSs then answer neither for as long as their lock lasts.
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
        """Whether the CSMS may ask by itself after an accepted boot: not where each habit follows something else."""
        at_any_time = [habit for habit in self._habits if not habit.after and habit.action not in _IN_A_TRANSACTION]
        at_a_boot = [habit for habit in self._habits if habit.after.get("BootNotification") == "Accepted"]
        return bool(at_any_time or at_a_boot or not self._habits)

    @property
    def follow_exchanges(self) -> bool:
        """Whether the CSMS is known to ask by itself after certain exchanges."""
        return any(habit.after for habit in self._habits)

    def due(self) -> float:
        """Return for how many seconds a habit that follows what was said last may still come; 0 where none may."""
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
    """Return whether this answer is one after which the CSMS asks by itself."""
    wanted = habit.after.get(entry["action"] or "")
    return wanted is not None and entry["message"] == "CALLRESULT" and _status(entry) == wanted


def _status(entry: Entry) -> Any:
    payload = read_frame(entry["text"]).payload if "text" in entry else None
    return payload.get("status") if isinstance(payload, dict) else None
