"""Runs side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import synthetic

from plugfest.reports import write_comparison
from plugfest.reports.comparison.compare import compare
from plugfest.reports.record import read_record


def test_runs_are_compared(tmp_path: Path) -> None:
    first = synthetic.write(tmp_path / "a.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2, "violates")])
    later = synthetic.header(started="2026-11-23T08:00:00.000Z")
    second = synthetic.write(
        tmp_path / "b.jsonl",
        [synthetic.case("B", 1, "missing"), synthetic.case("B", 2), synthetic.case("B", 3)],
        first=later,
    )
    comparison = compare([read_record(first), read_record(second)])
    assert comparison.one_csms
    assert [column.label for column in comparison.columns] == ["2026-11-22 08:00", "2026-11-23 08:00"]
    assert [(change.row.id, change.after) for change in comparison.lost] == [("TC_B_01_CSMS", "FAIL")]
    assert [(change.row.id, change.before) for change in comparison.won] == [("TC_B_02_CSMS", "FAIL")]
    assert comparison.rows[2].verdicts == [None, "PASS"]
    assert comparison.slowest[0].took == pytest.approx(0.004)
    html, markdown = write_comparison([first, second], tmp_path / "out")
    assert "From passed to not passed" in html.read_text()
    assert "<script" not in html.read_text()
    assert "| TC_B_01_CSMS | ✓ PASS | ✕ FAIL |" in markdown.read_text()


def test_case_not_run_is_compared_with_an_earlier_run(tmp_path: Path) -> None:
    kinds = ["passes", "none", "violates"]
    records = [
        read_record(synthetic.write(tmp_path / f"{n}.jsonl", [synthetic.case("B", 1, kind)]))
        for n, kind in enumerate(kinds)
    ]
    comparison = compare(records)
    assert [(change.column, change.before, change.after) for change in comparison.lost] == [(2, "PASS", "FAIL")]
    assert comparison.columns[0].label.startswith("1: ")


def test_verdict_changed_by_the_edition_is_shown_apart(tmp_path: Path) -> None:
    old = [synthetic.case("A", 3), synthetic.case("A", 9)]
    new = [synthetic.case("A", 3, "missing", changed="one more refusal"), synthetic.case("A", 9, "missing")]
    edition_4 = synthetic.header(edition="OCPP 2.0.1 Edition 4, Part 6", errata="2026-04")
    paths = [
        synthetic.write(tmp_path / "old.jsonl", old),
        synthetic.write(tmp_path / "new.jsonl", new, first=edition_4),
    ]
    comparison = compare([read_record(path) for path in paths])
    assert [change.row.id for change in comparison.by_edition] == ["TC_A_03_CSMS"]
    assert comparison.by_edition[0].why.startswith("the edition changed: one more refusal")
    for page in write_comparison(paths, tmp_path / "out"):
        assert "different editions" in page.read_text()
    same = compare([read_record(paths[1]), read_record(paths[1])])
    assert same.by_edition == []


def test_comparison_needs_two_runs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least two"):
        write_comparison([synthetic.write(tmp_path / "a.jsonl", [])], tmp_path)


def test_only_played_cases_differ(tmp_path: Path) -> None:
    kinds = (["passes", "passes", "violates"], ["none", "violates", "violates"])
    records = [
        read_record(synthetic.write(tmp_path / f"{n}.jsonl", [synthetic.case("B", m, k) for m, k in enumerate(run, 1)]))
        for n, run in enumerate(kinds)
    ]
    assert [row.differs for row in compare(records).rows] == [False, True, False]


def test_comparison_names_different_rules(tmp_path: Path) -> None:
    paths = [
        synthetic.write(tmp_path / "old.jsonl", [synthetic.case("B", 1)]),
        synthetic.write(tmp_path / "new.jsonl", [synthetic.case("B", 1, "missing")], first=synthetic.header(rules=2)),
    ]
    comparison = compare([read_record(path) for path in paths])
    assert comparison.rules == [1, 2]
    assert comparison.lost[0].why.startswith("the rules of plugfest changed from 1 to 2")
    for page in write_comparison(paths, tmp_path / "out"):
        assert "different rules" in page.read_text()
    same = compare([read_record(paths[1]), read_record(paths[1])])
    assert same.rules == [2]
