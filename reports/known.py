"""Failures that the baseline excuses, by its reason."""

from __future__ import annotations

from plugfest.reports.missing_intents import missing_intents
from plugfest.reports.record import Case, Excuse

_BAD = frozenset({"FAIL", "INCONCLUSIVE", "ERROR"})


def known_failures(cases: list[Case]) -> list[tuple[Excuse, list[Case]]]:
    """Return the excused cases that did not pass, grouped by the reason in the baseline."""
    groups: dict[tuple[str, str | None, str | None], tuple[Excuse, list[Case]]] = {}
    for case in cases:
        excuse = case["excused"]
        if excuse is not None and case["verdict"] in _BAD:
            key = (excuse["reason"], excuse["link"], excuse["until"])
            groups.setdefault(key, (excuse, []))[1].append(case)
    return list(groups.values())


def to_mend(cases: list[Case]) -> list[Case]:
    """Return the cases that did not pass, except missing orders and excused failures."""
    waiting = {case["id"] for of_intent in missing_intents(cases).values() for case in of_intent}
    return [case for case in cases if case["verdict"] in _BAD and not case["excused"] and case["id"] not in waiting]
