"""A record of plugfest 0.1.0 is read, reported, compared, merged and shown like a current one."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from rich.console import Console

from plugfest.reports import write_all, write_comparison, write_matrix
from plugfest.reports.history import past_runs
from plugfest.reports.merge import merged
from plugfest.reports.readiness import readiness
from plugfest.reports.record import read_header, read_record
from plugfest.reports.terminal import show, summary

OLD = Path(__file__).with_name("data") / "run-0.1.0.jsonl"


def test_every_report_of_an_old_record_is_written(tmp_path: Path) -> None:
    written = {path.name for path in write_all(OLD, tmp_path)}
    assert {"report.html", "results.md", "junit.xml", "summary.md", "readiness.json"} <= written
    assert "TC_D_01" in (tmp_path / "report.html").read_text()
    assert json.loads((tmp_path / "readiness.json").read_text())["profiles"]


def test_old_record_is_compared_and_merged(tmp_path: Path) -> None:
    assert write_comparison([OLD, OLD], tmp_path)
    assert write_matrix([OLD], tmp_path)
    record = read_record(OLD)
    assert merged([record, record])[2]["exit"] == 0
    assert past_runs([record])[0].failed == []
    assert readiness(record)


def test_old_record_is_shown_on_the_terminal() -> None:
    record, console = read_record(OLD), Console(file=StringIO(), width=100)
    for case in record.cases:
        show(console, case, record, whole=True)
    summary(console, record)
    assert isinstance(console.file, StringIO)
    assert "0 new: exit 0" in console.file.getvalue()
    assert read_header(OLD)["plugfest"] == "0.1.0"
