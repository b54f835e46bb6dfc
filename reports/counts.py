"""Counts of verdicts. Only Part 6's own cases count; extra ones are shown apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plugfest.reports.labels import VERDICTS, number
from plugfest.reports.record import Case, Verdict


@dataclass(frozen=True)
class Count:
    """Number of official cases of one verdict, and of relayed and excused ones among them."""

    verdict: Verdict
    total: int
    relayed: int = 0
    excused: int = 0

    @property
    def words(self) -> str:
        """Count and verdict: "213 passed (187 relayed)", "3 failed (2 excused)"."""
        marks = [
            f"{number} {what}" for number, what in ((self.relayed, "relayed"), (self.excused, "excused")) if number
        ]
        return f"{self.total} {VERDICTS[self.verdict]}" + (f" ({', '.join(marks)})" if marks else "")


def counted(cases: list[Case]) -> list[Count]:
    """Return the counts of the official cases, in the order of reports; verdicts of no case are left out."""
    official = [case for case in cases if case["official"]]
    relayed = Counter(case["verdict"] for case in official if case.get("relayed"))
    excused = Counter(case["verdict"] for case in official if case["excused"])
    return [
        Count(verdict, total, relayed[verdict], excused[verdict]) for verdict, total in verdict_counts(cases).items()
    ]


def surplus(cases: list[Case]) -> str:
    """Return a text with the number of surplus requests of the CSMS; empty for none."""
    found = [
        sum(validation.get("rule") == "surplus" for play in case["plays"] for validation in play["validations"])
        for case in cases
    ]
    where = sum(map(bool, found))
    return f"{number(sum(found), 'surplus request')} in {number(where, 'case')} (advised)" if where else ""


def verdict_counts(cases: list[Case]) -> dict[Verdict, int]:
    """Return how many official cases have each verdict, in the order of reports; verdicts of no case are left out."""
    counts = Counter(case["verdict"] for case in cases if case["official"])
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]}
