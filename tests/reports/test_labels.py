"""Texts for durations, counts and verdicts."""

from __future__ import annotations

import pytest
from support import synthetic

from plugfest.reports.labels import number, seconds, verdict_label


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (0.00035, "350 µs"),
        (0.021, "21 ms"),
        (1.23, "1.2 s"),
        (30, "30 s"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (3720, "1 h 2 min"),
    ],
)
def test_durations_are_readable(duration: float, said: str) -> None:
    assert seconds(duration) == said


def test_counts_are_readable() -> None:
    assert [number(1, "case"), number(2, "case"), number(1200, "entry", "entries")] == [
        "1 case",
        "2 cases",
        "1,200 entries",
    ]


def test_verdict_label_names_relayed_and_excused() -> None:
    excused = {"reason": "known", "link": None, "until": None}
    assert verdict_label(synthetic.case("B", 1)) == "PASS"
    assert verdict_label(synthetic.case("B", 1, relayed=True)) == "PASS (relayed)"
    assert verdict_label(synthetic.case("B", 1, "violates", excused=excused)) == "FAIL (excused)"
