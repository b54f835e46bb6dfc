"""Durations and counts in words."""

from __future__ import annotations

import pytest

from plugfest.reports.labels import number, seconds


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
def test_durations_as_a_person_says_them(duration: float, said: str) -> None:
    assert seconds(duration) == said


def test_counts_as_a_person_says_them() -> None:
    assert [number(1, "case"), number(2, "case"), number(1200, "entry", "entries")] == [
        "1 case",
        "2 cases",
        "1,200 entries",
    ]
