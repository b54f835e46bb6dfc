"""The end of a run on the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from support import synthetic
from support.synthetic_trace import Trace

from plugfest.reports.record import Case, read_record
from plugfest.reports.terminal import summary

EXCUSED = {"reason": "ticket 7", "link": None, "until": None}


def _end(path: Path, cases: list[Case], *, width: int | None = None, **footer: Any) -> str:
    """Print the summary, to a terminal of this width or to a log."""
    record = read_record(synthetic.write(path / "run.jsonl", cases, **footer))
    console = Console(file=StringIO(), width=width or 80, force_terminal=width is not None, color_system=None)
    summary(console, record)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def _inconclusive(number: int, text: str, code: str = "cannot") -> Case:
    return synthetic.case("B", number, "none", verdict="INCONCLUSIVE", cause={"code": code, "text": text})


def test_failure_shows_demand_source_values_and_hint(tmp_path: Path) -> None:
    text = _end(tmp_path, [synthetic.case("B", 1), synthetic.case("B", 2, "violates")])
    assert "✕ FAIL         TC_B_02" in text
    assert "  step 1: ResetRequest: evseId must be absent, was 1\n" in text
    assert "    Part 6, TC_B_02, step 1; erratum 6.2.15\n    expected absent\n    actual   1\n" in text
    assert "    Leave the field evseId out.\n" in text
    assert "✓ 1 passed  ✕ 1 failed in 8.2 s\n1 new: exit 1\nNext: plugfest show TC_B_02 " in text


def test_common_cause_is_listed_once_at_the_top(tmp_path: Path) -> None:
    cases = [synthetic.case("B", number, "violates") for number in (1, 2, 3)] + [synthetic.case("B", 4, "missing")]
    text = _end(tmp_path, cases)
    assert text.index("3  ResetRequest: evseId must be absent") < text.index("TC_B_04  ")
    assert text.count("evseId must be absent") == 1
    assert "TC_B_01 TC_B_02 TC_B_03" in text


def _time_without_zone(number: int, *, field: str | None = None) -> Case:
    """A case whose Heartbeat has no zone in its time, and whose Reset may be wrong in a field besides."""
    trace = Trace()
    if field:
        call = trace.frame("csms", [2, "1", "Reset", {"type": "OnIdle"}], "Reset")
        trace.demand(call, field, "must be absent", 1, "violated", expected=None)
    answer = trace.frame("csms", [3, "2", {"currentTime": "2026-11-29T04:00:00"}], "Heartbeat")
    said = 'currentTime: "2026-11-29T04:00:00" is not a "date-time"'
    trace.demand(answer, "", "must fit its JSON schema", said, "violated", kind="automatic", rule="schema")
    play = trace.play("FAIL", "schema", said)
    return synthetic.case("B", number, plays=[play], verdict="FAIL", cause=play["cause"])


def test_shared_cause_has_the_hint_that_fits_and_is_not_repeated_per_case(tmp_path: Path) -> None:
    text = _end(tmp_path, [_time_without_zone(1), _time_without_zone(2), _time_without_zone(3, field="evseId")])
    assert text.count("The time zone is missing") == 1
    assert text.index("The time zone is missing") < text.index("TC_B_03  ")
    assert "besides 1 violation listed above" in text
    assert "TC_B_01  " not in text


def test_known_failures_are_one_line(tmp_path: Path) -> None:
    cases = [synthetic.case("B", number, "violates", excused=EXCUSED) for number in (1, 2)]
    text = _end(tmp_path, cases)
    assert "Known, as the baseline says: TC_B_01 TC_B_02 (ticket 7)\n" in text
    assert "✕ 2 failed (2 excused)" in text
    assert "0 new: exit" in text
    assert "Next:" not in text


def test_impossible_orders_are_one_line(tmp_path: Path) -> None:
    missing = "the operator cannot unlock: the configuration has no request for Unlock in operator.intents"
    text = _end(tmp_path, [_inconclusive(1, missing), _inconclusive(2, missing)])
    assert "The operator cannot give these orders: Unlock (2 cases)\n" in text
    assert "TC_B_01" not in text
    assert "2 new: exit" in text


def test_headline_is_the_first_violation_of_the_case(tmp_path: Path) -> None:
    trace = Trace()
    trace.step = 1
    call = trace.frame("csms", [2, "1", "Reset", {"type": "OnIdle"}], "Reset")
    trace.demand(call, "type", 'must be "Immediate"', "OnIdle", "violated", expected="Immediate")
    trace.step, trace.part = None, "end"
    trace.demand(None, "", "must come", None, "violated", subject="HeartbeatResponse", kind="automatic", rule="alive")
    play = trace.play("FAIL", "general-rule", "HeartbeatResponse must come")
    case = synthetic.case("B", 1, plays=[play], verdict="FAIL", cause=play["cause"])
    assert '  step 1: ResetRequest: type must be "Immediate"' in _end(tmp_path, [case]).splitlines()[2]


def test_no_line_begins_with_text_of_the_csms(tmp_path: Path) -> None:
    said = "x\n::error title=pwned::hi\n| a | `b` </details> " * 5
    cases = [_inconclusive(number, said, "order-failed") for number in (1, 2, 3)] + [_inconclusive(4, said)]
    for width in (None, 40, 80, 81):
        lines = _end(tmp_path, cases, width=width).splitlines()
        assert not [line for line in lines if line.startswith(("::", "|", "`", "title", "hi", "x"))], width
        if width is not None:
            assert max(map(len, lines)) <= max(width, 80) or width == 40
