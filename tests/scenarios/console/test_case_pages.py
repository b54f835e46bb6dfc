"""Parts of a case's page: its line in the record, notes, baseline entries, the text of an issue."""

import json
from pathlib import Path
from typing import Any

import pytest
from support import synthetic

from plugfest.reports.record import read_record
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.console.case_lines import add_note, case_line
from plugfest.scenarios.console.issue_text import issue_text
from plugfest.scenarios.console.known import append, entries
from plugfest.scenarios.console.requests import Known
from plugfest.scenarios.console.runs import Runs
from plugfest.scenarios.console.summary import summary

FAILED, PASSED = "TC_B_01_CSMS", "TC_B_02_CSMS"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    cases = [synthetic.case("B", 1, "violates"), synthetic.case("B", 2, "passes")]
    return synthetic.write(tmp_path / "run.jsonl", cases)


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


def test_known_failure_is_appended_to_the_csms_file(record: Path, tmp_path: Path) -> None:
    file = tmp_path / "csms.toml"
    file.write_text(
        '[csms]\nname = "X"\n[addresses.1]\nurl = "ws://localhost/{station}"\n'
        '[[stations]]\nidentity = "A"\npassword = "p"'
    )
    toml = entries(line(record, FAILED), Known("ticket 7", "https://example.com/7", "2099-01-01"))
    assert append(file, toml) is None
    known = read_description(str(file)).baseline
    assert {(entry.case, entry.reason, str(entry.until)) for entry in known} == {(FAILED, "ticket 7", "2099-01-01")}
    assert entries(line(record, PASSED), Known("nothing")) == ""
    before = file.read_text()
    assert "nonsense" in str(append(file, "[nonsense]\n"))
    assert file.read_text() == before


def test_issue_text_escapes_markup_of_the_csms(record: Path) -> None:
    case, header = line(record, FAILED), dict(read_record(record).header)
    violated = next(each for play in case["plays"] for each in play["validations"] if each["outcome"] == "violated")
    violated["text"] = "was <img src=x> [link](x) @everyone"
    text = issue_text(case, header)
    assert text.startswith("# TC_B_01: ")
    assert "was \\<img src=x\\> \\[link\\](x) \\@everyone" in text
    assert "plugfest run TC_B_01" in text
