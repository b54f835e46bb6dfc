"""Controlling a run: pausing, stopping, repeating cases, and adding notes to its record."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from plugfest.reports.record import Record, read_record
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.engine.control import RunControl
from plugfest.scenarios.engine.progress import Silent
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE

pytestmark = pytest.mark.process

CASES = ["TC_B_01_CSMS", "TC_B_06_CSMS", "TC_C_37_CSMS"]


class Watcher(Silent):
    """Notes what is played, and does something to the run at the first play."""

    def __init__(self, at_first: Any) -> None:
        self.played: list[str] = []
        self.changes = 0
        self._at_first = at_first

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        context.trace.on_change = self._changed
        self.played.append(case)
        if len(self.played) == 1:
            self._at_first()

    def _changed(self) -> None:
        self.changes += 1


async def played(results: Path, control: RunControl, watcher: Watcher, **more: Any) -> tuple[int, Record]:
    code = await run(RunOptions(SUITE, results, CASES, control=control, **more), watcher)
    return code, read_record(results / "run.jsonl")


async def test_case_is_repeated_later_or_immediately(tmp_path: Path) -> None:
    control = RunControl()
    first, second, third = CASES
    watcher = Watcher(lambda: control.play_again(first, at_once=False))
    code, record = await played(tmp_path, control, watcher)
    assert (code, watcher.played) == (0, [first, second, third, first])
    assert [case["verdict"] for case in record.cases if case["plays"]] == ["PASS"] * 3

    watcher = Watcher(lambda: control.play_again(first, at_once=True))
    await played(tmp_path, control, watcher)
    assert watcher.played == [first, first, second, third]
    assert watcher.changes > 20


async def test_paused_run_continues_with_the_next_case(tmp_path: Path) -> None:
    control, playing = RunControl(), asyncio.Event()
    watcher = Watcher(lambda: (control.pause(), playing.set()))
    running = asyncio.ensure_future(played(tmp_path, control, watcher))
    await playing.wait()
    done, _ = await asyncio.wait([running], timeout=1)
    assert not done
    assert watcher.played == CASES[:1]
    control.resume()
    code, _ = await running
    assert (code, watcher.played) == (0, CASES)


async def test_stopped_run_has_a_complete_record(tmp_path: Path) -> None:
    control = RunControl()
    code, record = await played(tmp_path, control, Watcher(control.stop))
    assert code == 130
    assert record.footer is not None
    assert record.footer["interrupted"]
    assert {case["id"] for case in record.cases if (case["cause"] or {}).get("code") == "interrupted"} == set(CASES)


async def test_record_has_notes_and_the_name_of_the_person(tmp_path: Path) -> None:
    control, note = RunControl(), {"text": "looks odd", "by": "Ada", "written": "2026-11-28T10:00:00.000Z"}
    watcher = Watcher(lambda: None)
    watcher.end = lambda: control.note(CASES[0], note)  # type: ignore[method-assign]
    control.note(CASES[1], {**note, "order": 1})
    _, record = await played(tmp_path, control, watcher, person="Ada")
    assert record.header["person"] == "Ada"
    first, second, third = (record.case(case) for case in CASES)
    assert first is not None
    assert second is not None
    assert third is not None
    assert (first["notes"], second["notes"], "notes" in third) == ([note], [{**note, "order": 1}], False)
