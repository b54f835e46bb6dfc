"""The page of a fleet."""

from pathlib import Path

from plugfest.reports.fleet.record import FleetRecord, read_fleet_record
from plugfest.reports.html.fleet import fleet_page


def test_page_is_self_contained_and_escapes_text_of_the_csms(fleet_record: Path) -> None:
    page = fleet_page(read_fleet_record(fleet_record))
    assert "<b>odd</b>" not in page
    assert "&lt;b&gt;odd" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") == 4
    assert "10 stations" in page


def test_page_names_a_killed_run(fleet_record: Path) -> None:
    record = read_fleet_record(fleet_record)
    assert "the run was killed" in fleet_page(FleetRecord(record.header, record.samples, None))
    interrupted = FleetRecord(record.header, (), {"interrupted": True})
    assert "interrupted before its time" in fleet_page(interrupted)
