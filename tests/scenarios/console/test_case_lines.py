"""Lines of a record, read and annotated for a case's page."""

import json
from pathlib import Path
from typing import Any

from plugfest.reports.record import read_record
from plugfest.scenarios.console.case_lines import add_note, case_line
from plugfest.scenarios.console.runs import Runs
from plugfest.scenarios.console.summary import summary

FAILED = "TC_B_01_CSMS"


def line(record: Path, case: str) -> dict[str, Any]:
    found = case_line(record, case)
    assert found is not None
    return found


def test_last_complete_line_of_a_case_is_read(record: Path) -> None:
    assert line(record, FAILED)["verdict"] == "FAIL"
    with record.open("a") as file:
        file.write(
            json.dumps({"kind": "case", "id": FAILED, "verdict": "PASS"}, separators=(",", ":")) + '\n{"kind":"ca'
        )
    assert line(record, FAILED)["verdict"] == "PASS"
    assert case_line(record, "TC_P_01_CSMS") is None


def test_record_with_added_notes_is_readable(record: Path) -> None:
    note = {"text": "seen before", "by": "Ada", "written": "2026-11-28T10:00:00.000Z"}
    assert add_note(record, FAILED, note)
    assert add_note(record, FAILED, {**note, "text": "again"})
    assert not add_note(record, "TC_P_01_CSMS", note)
    read = read_record(record).case(FAILED)
    assert read is not None
    assert [each["text"] for each in read["notes"]] == ["seen before", "again"]
    runs = Runs(record.parent)
    runs.read()
    shown = summary(runs)
    assert shown is not None
    assert [note["case"] for note in shown["notes"]] == [FAILED, FAILED]
    assert [case["id"] for case in shown["new"]] == [FAILED]
