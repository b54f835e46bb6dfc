"""Cases and summaries on the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console
from support import synthetic
from support.synthetic_plays import HOSTILE, hostile

from plugfest.reports.record import read_record
from plugfest.reports.terminal import show, summary


def _printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


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
