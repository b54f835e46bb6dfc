"""All reports of a run are written, from the record alone."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from support import synthetic
from support.synthetic_plays import HOSTILE, hostile

from plugfest.reports import write_all, write_comparison
from plugfest.reports.comparison.compare import compare
from plugfest.reports.record import RecordError, read_record
from plugfest.reports.terminal import show, summary


def _printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_every_report_is_written_and_written_again_the_same(tmp_path: Path) -> None:
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2, "violates")])
    names = {str(one.relative_to(tmp_path)) for one in write_all(path, tmp_path)}
    fixed = {"results.md", "report.html", "junit.xml", "readiness.json", "summary.md", "badges/core.svg"}
    assert fixed <= names
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    write_all(path, tmp_path)
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == before


def test_what_is_no_record_is_refused_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("no record")
    with pytest.raises(RecordError):
        write_all(tmp_path / "x.jsonl", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_allure_has_steps_labels_and_frames(tmp_path: Path) -> None:
    path = synthetic.write(
        tmp_path / "run.jsonl", [synthetic.case("B", 22, "violates"), synthetic.case("B", 2, "not claimed")]
    )
    write_all(path, tmp_path)
    results = {}
    for file in (tmp_path / "allure").glob("*-result.json"):
        result = json.loads(file.read_text())
        results[result["name"].split()[0]] = result
    result = results["TC_B_22_CSMS"]
    labels = {(label["name"], label["value"]) for label in result["labels"]}
    assert {("epic", "B_Provisioning_CSMS"), ("feature", "B11"), ("severity", "critical")} <= labels
    assert result["status"] == "failed"
    assert "evseId must be absent" in result["statusDetails"]["message"]
    play = result["steps"][0]
    assert [step["name"] for step in play["steps"]][1] == "The case"
    attachment = tmp_path / "allure" / play["attachments"][0]["source"]
    assert '"Reset",{"type":"Immediate","evseId":1}]' in attachment.read_text()
    assert results["TC_B_02_CSMS"]["status"] == "skipped"


def test_allure_shows_nothing_of_an_earlier_run(tmp_path: Path) -> None:
    first = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2)])
    write_all(first, tmp_path)
    write_all(synthetic.write(tmp_path / "run.jsonl", [synthetic.case("C", 1)]), tmp_path)
    assert len(list((tmp_path / "allure").glob("*-result.json"))) == 1


def test_badges_are_svg_that_says_its_text(tmp_path: Path) -> None:
    header = synthetic.header(name="<b>&")
    path = synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1), synthetic.case("B", 2)], first=header)
    write_all(path, tmp_path)
    svg = ET.fromstring((tmp_path / "badges" / "core.svg").read_text())
    assert svg.get("aria-label") == "OCPP 2.0.1 Core: ready, 2 of 2"
    assert (
        ET.fromstring((tmp_path / "badges" / "plugfest.svg").read_text())
        .get("aria-label", "")
        .endswith("2 of 2 cases pass")
    )


def test_a_case_in_the_terminal(tmp_path: Path) -> None:
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 22, "violates")]))
    console = Console(file=StringIO(), width=140)
    show(console, record.cases[0])
    text = _printed(console)
    assert "TC_B_22" in text
    assert '│◀────────┤        │  ResetRequest  type: "Immediate", evseId: 1' in text
    assert "✕ evseId must be absent, was 1  (erratum 6.2.15)" in text
    assert "expected absent" in text
    assert "actual   1" in text
    assert "Begins Booted, EnergyTransferStarted: 15 moments" in text
    assert "BootNotificationRequest" in text
    show(console, record.cases[0], whole=True)
    assert '[2,"c-PF-B022-0008","Reset",{"type":"Immediate","evseId":1}]' in _printed(console)


def test_the_end_of_a_run_in_the_terminal(tmp_path: Path) -> None:
    cases = [synthetic.case("B", 1), synthetic.case("B", 2, "violates"), synthetic.case("B", 3, "violates")]
    console = Console(file=StringIO(), width=140)
    summary(console, read_record(synthetic.write(tmp_path / "run.jsonl", cases)))
    text = _printed(console)
    assert "✕ FAIL         TC_B_02" in text
    assert "step 1, ResetRequest evseId\n    expected absent\n    actual   1\n" in text
    assert "2  ResetRequest: evseId must be absent\n       TC_B_02 TC_B_03" in text
    assert "✓ 1 passed  ✕ 2 failed in 8.2 s" in text


def test_hostile_content_cannot_steer_the_terminal(tmp_path: Path) -> None:
    case = synthetic.case("B", 1, plays=[hostile()], title=f"[red]\x1b]0;x\x07{HOSTILE}")
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [case]))
    console = Console(file=StringIO(), width=140)
    show(console, record.cases[0], whole=True)
    summary(console, record)
    assert "\x1b" not in _printed(console)
    assert "\x07" not in _printed(console)
    assert "[red]" in _printed(console)


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


def test_a_case_that_was_not_run_in_between_is_compared_with_the_run_before(tmp_path: Path) -> None:
    kinds = ["passes", "none", "violates"]
    records = [
        read_record(synthetic.write(tmp_path / f"{n}.jsonl", [synthetic.case("B", 1, kind)]))
        for n, kind in enumerate(kinds)
    ]
    comparison = compare(records)
    assert [(change.column, change.before, change.after) for change in comparison.lost] == [(2, "PASS", "FAIL")]
    assert comparison.columns[0].label.startswith("1: ")


def test_one_run_is_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least two"):
        write_comparison([synthetic.write(tmp_path / "a.jsonl", [])], tmp_path)


def test_runs_differ_only_where_they_have_played_the_case(tmp_path: Path) -> None:
    kinds = (["passes", "passes", "violates"], ["none", "violates", "violates"])
    records = [
        read_record(synthetic.write(tmp_path / f"{n}.jsonl", [synthetic.case("B", m, k) for m, k in enumerate(run, 1)]))
        for n, run in enumerate(kinds)
    ]
    assert [row.differs for row in compare(records).rows] == [False, True, False]
