"""One case on the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console
from support import synthetic
from support.synthetic_plays import HOSTILE, hostile
from support.synthetic_trace import Trace

from plugfest.reports.record import read_record
from plugfest.reports.terminal import show, summary


def _printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_case_is_shown_with_its_sequence_chart(tmp_path: Path) -> None:
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
    assert '[2,"c-PF-B022-0008","Reset",{"type":"Immediate","evseId":1}]' in text, "the frame that violates is whole"
    assert '"GetVariables"' not in text
    show(console, record.cases[0], whole=True)
    assert '"GetVariables"' in _printed(console)


def test_hostile_content_cannot_control_the_terminal(tmp_path: Path) -> None:
    case = synthetic.case("B", 1, plays=[hostile()], title=f"[red]\x1b]0;x\x07{HOSTILE}")
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [case]))
    console = Console(file=StringIO(), width=140)
    show(console, record.cases[0], whole=True)
    summary(console, record)
    assert "\x1b" not in _printed(console)
    assert "\x07" not in _printed(console)
    assert "[red]" in _printed(console)


def test_output_names_the_run_and_the_origin_of_a_carried_case(tmp_path: Path) -> None:
    origin = {"run": "x", "started": "2026-11-20T07:00:00.000Z", "plugfest": "0.1.0"}
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [synthetic.case("B", 1, carried=origin)]))
    console = Console(file=StringIO(), width=80)
    show(console, record.cases[0], record)
    assert _printed(console).startswith("run of 2026-11-22 08:00 UTC, compact CSMS, plugfest 0.1.0, ")
    assert "carried over from the run of 2026-11-20 07:00 UTC" in _printed(console)


def test_output_to_a_file_is_not_truncated(tmp_path: Path) -> None:
    long = "W" * 3_000
    trace = Trace()
    trace.frame("csms", [2, "1", "DataTransfer", {"data": long}], "DataTransfer")
    case = synthetic.case("B", 1, plays=[trace.play("FAIL", "validation-violated", long)], title=long)
    case["verdict"], case["cause"] = "FAIL", {"code": "validation-violated", "text": long}
    record = read_record(synthetic.write(tmp_path / "run.jsonl", [case]))
    console = Console(file=StringIO(), width=80)
    show(console, record.cases[0], record)
    assert _printed(console).count(long) == 3
    terminal = Console(file=StringIO(), width=80, force_terminal=True, color_system=None)
    show(terminal, record.cases[0], record)
    assert long not in _printed(terminal)
