"""A running play as pages show it: its trace, its validations, and what it waits for."""

import json
from collections.abc import Iterable
from typing import Any

from plugfest.reports.record import Redactor, plain
from plugfest.scenarios.console.board import Log
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.inbox import Expectation
from plugfest.scenarios.matching.comparison import compare

MOST_SHOWN = 2000
"""Maximum number of entries of one play that are sent to pages; the record has all."""
_MAY_CHANGE = ("part", "state", "step", "unexpected")


class PlayView:
    """Follows one play. The entries are redacted as in the record."""

    def __init__(self, number: int, case: str, label: str, context: CaseContext, log: Log, redactor: Redactor) -> None:
        self.number = number
        self.case = case
        self.label = label
        self.context = context
        self.changed = True
        self._log = log
        self._seen: list[tuple[Any, ...]] = []
        self._validations = 0
        self._redactor = redactor

    def collect(self) -> bool:
        """Append new and changed entries since the last call to the log; return whether there were any."""
        if not self.changed:
            return False
        self.changed = False
        access = self.context.access
        self._redactor.learn(secret for secret in (access.password, access.key) if secret)
        before = len(self._log.items)
        self._log.items += [{"entry": self._clean(entry)} for entry in self._new_entries()]
        validations = self.context.validations.all
        self._log.items += [{"validation": self._clean(each)} for each in validations[self._validations :]]
        self._validations = len(validations)
        return len(self._log.items) > before

    def now(self) -> dict[str, Any]:
        """Return the current state: what the play waits for, the remaining time, and the expectations."""
        context = self.context
        left = context.waits.time_left
        return {
            "play": f"play-{self.number}",
            "case": self.case,
            "label": self.label,
            "station": context.access.identity,
            "operated": bool(context.orders),
            "waits_for": context.waits.waiting_for,
            "left": None if left is None else round(left, 2),
            "pending": self._clean([pending(each) for each in context.inbox.awaited]),
        }

    def awaited(self, action: str) -> dict[str, Any] | None:
        """Return the awaited message of this action and what arrived in its place; None when none is awaited."""
        found = next((each for each in self.context.inbox.awaited if each.action == action), None)
        return None if found is None else self._clean(pending(found))

    def _new_entries(self) -> Iterable[dict[str, Any]]:
        for number, entry in enumerate(self.context.trace.entries[:MOST_SHOWN]):
            state = tuple(entry.get(name) for name in _MAY_CHANGE)
            if number == len(self._seen):
                self._seen.append(state)
                yield entry
            elif self._seen[number] != state:
                self._seen[number] = state
                yield entry

    def _clean(self, value: Any) -> Any:
        return self._redactor.redact(plain(value))


def pending(expectation: Expectation) -> dict[str, Any]:
    """Return an awaited message with its expectations and the messages that arrived instead."""
    return {
        "action": expectation.action,
        "step": expectation.step,
        "demands": [f"{one.path} {one.matcher}".strip() for one in compare(expectation.expected, {})],
        "came": [_misfit(expectation, received.payload) for received in expectation.candidates[-3:]],
    }


def _misfit(expectation: Expectation, payload: Any) -> dict[str, Any]:
    findings = compare(expectation.expected, payload)
    wrong = [one.text for one in findings if not one.met and one.weight == "required"]
    return {"payload": json.dumps(payload, ensure_ascii=False), "wrong": wrong}
