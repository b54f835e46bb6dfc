"""Of an earlier record only the cases that came out differently are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import synthetic

from plugfest.reports.html import page
from plugfest.reports.record import RecordError, read_record
from plugfest.reports.record.differing import read_differing

LATER = [synthetic.case("B", 1), synthetic.case("B", 2), synthetic.case("C", 1, "violates")]


def test_page_shows_the_same_beside_as_with_the_whole_record(tmp_path: Path) -> None:
    later = read_record(synthetic.write(tmp_path / "later.jsonl", LATER))
    earlier = [
        synthetic.case("B", 1),
        synthetic.case("B", 2, "violates"),
        synthetic.case("C", 1),
        synthetic.case("D", 1),
    ]
    path = synthetic.write(tmp_path / "earlier.jsonl", earlier)
    beside = read_differing(path, later)
    assert [case["id"] for case in beside.cases] == ["TC_B_02_CSMS", "TC_C_01_CSMS"]
    assert "In the run before it was" in page(later, beside=beside)
    assert page(later, beside=beside) == page(later, beside=read_record(path))


def test_last_line_of_a_case_counts(tmp_path: Path) -> None:
    later = read_record(synthetic.write(tmp_path / "later.jsonl", LATER))
    again = [synthetic.case("B", 1, "violates"), synthetic.case("B", 1)]
    assert read_differing(synthetic.write(tmp_path / "earlier.jsonl", again), later).cases == []
    again = [synthetic.case("B", 1), synthetic.case("B", 1, "violates")]
    (case,) = read_differing(synthetic.write(tmp_path / "earlier.jsonl", again), later).cases
    assert case["verdict"] == "FAIL"


def test_interrupted_and_invalid_records_are_read_as_ever(tmp_path: Path) -> None:
    later = read_record(synthetic.write(tmp_path / "later.jsonl", LATER))
    path = synthetic.write(tmp_path / "earlier.jsonl", [synthetic.case("B", 1, "violates")], whole=False)
    path.write_text(path.read_text() + '{"kind":"case","id":"TC_B')
    assert read_differing(path, later).cut
    path.write_text('{"kind":"case"}\n{}\n')
    with pytest.raises(RecordError, match="line 1 is no header"):
        read_differing(path, later)
