"""The record of a fleet, written and read."""

from pathlib import Path

import pytest
from support.fleet_record import FLEET

from plugfest.reports.fleet.record import FleetRecordError, read_fleet_record


def test_written_record_is_read(fleet_record: Path) -> None:
    record = read_fleet_record(fleet_record)
    assert (record.header["fleet"], len(record.samples)) == (FLEET, 2)
    assert record.footer is not None
    assert not record.footer["interrupted"]


def test_incomplete_last_line_is_ignored(fleet_record: Path) -> None:
    text = fleet_record.read_text()
    fleet_record.write_text(text[: text.rindex('{"kind":"end"') + 5])
    record = read_fleet_record(fleet_record)
    assert (len(record.samples), record.footer) == (2, None)


@pytest.mark.parametrize("text", ["", "{}\n", '{"kind":"run"}\n{}', "x\n{}\n", '[]\n{"kind":"fleet"}\n'])
def test_invalid_fleet_record_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(FleetRecordError, match=r"x\.jsonl"):
        read_fleet_record(tmp_path / "x.jsonl")
