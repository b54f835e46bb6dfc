"""Counts of verdicts. Only Part 6's own cases count; extra ones are shown apart."""

from __future__ import annotations

from collections import Counter

from plugfest.reports.labels import VERDICTS
from plugfest.reports.record import Case, Verdict


def verdict_counts(cases: list[Case]) -> dict[Verdict, int]:
    """Return how many official cases have each verdict, in the order of reports; verdicts of no case are left out."""
    counts = Counter(case["verdict"] for case in cases if case["official"])
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]}
