"""The verdicts of several runs in time."""

from __future__ import annotations

from pathlib import Path

from support import synthetic

from plugfest.reports.history import flips, past_runs
from plugfest.reports.record import Record, read_record


def _runs(path: Path, *kinds: list[str]) -> list[Record]:
    """One record per list: the kinds of its cases, in time."""
    return [
        read_record(
            synthetic.write(
                path / f"{day}.jsonl",
                [synthetic.case("B", number, kind) for number, kind in enumerate(of_run, 1)],
                first=synthetic.header(started=f"2026-11-{day:02d}T08:00:00.000Z"),
            )
        )
        for day, of_run in enumerate(kinds, 1)
    ]


def test_each_run_lists_its_new_failures(tmp_path: Path) -> None:
    records = _runs(tmp_path, ["passes", "violates"], ["violates", "none"], ["violates", "passes"])
    runs = past_runs(records[::-1])
    assert [run.failed for run in runs] == [["TC_B_02_CSMS"], ["TC_B_01_CSMS"], []]
    assert [run.mended for run in runs] == [[], [], ["TC_B_02_CSMS"]], "a case that was not run keeps its verdict"


def test_case_that_changes_twice_is_a_flip(tmp_path: Path) -> None:
    records = _runs(tmp_path, ["passes", "passes"], ["violates", "violates"], ["passes", "violates"])
    assert [(flip.case, flip.verdicts) for flip in flips(records)] == [("TC_B_01_CSMS", ["PASS", "FAIL", "PASS"])]
