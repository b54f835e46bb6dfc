"""Counts of verdicts, with relayed and excused ones."""

from __future__ import annotations

from support import synthetic

from plugfest.reports.counts import counted


def test_relayed_and_excused_cases_are_counted_within_their_verdict() -> None:
    excused = {"reason": "known", "link": None, "until": None}
    cases = [
        synthetic.case("B", 1),
        synthetic.case("B", 2, relayed=True),
        synthetic.case("B", 3, "violates", excused=excused),
        synthetic.case("B", 4, "violates"),
        synthetic.case("B", 5, "violates", official=False),
    ]
    assert [count.words for count in counted(cases)] == ["2 passed (1 relayed)", "2 failed (1 excused)"]
