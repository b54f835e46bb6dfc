"""The record of a fleet, its figures, its thresholds and its page."""

from pathlib import Path
from typing import Any

import pytest

from plugfest.reports.fleet.record import FleetRecord, FleetRecordError, FleetRecordWriter, read_fleet_record
from plugfest.reports.fleet.summary import GROWTH, SMALLEST, percentile, percentile_over_time, summarize
from plugfest.reports.fleet.thresholds import ThresholdError, judge
from plugfest.reports.html.fleet import fleet_page

FLEET = {
    "stations": 10,
    "url": "ws://x/{station}",
    "behaviours": {"idle": {"share": 1}},
    "ramp_up": 0,
    "duration": 2,
    "seed": 1,
    "thresholds": {"errors": 0, "p95 Heartbeat": "500 ms"},
}
HEADER = {
    "plugfest": "0",
    "started": "2026-01-01T00:00:00+00:00",
    "scheduler": None,
    "processes": 1,
    "cores": 2,
    "fleet": FLEET,
}
BUCKET_OF_100_MS = 349


def sample(**more: Any) -> dict[str, Any]:
    plain = {"sent": 5, "received": 5, "connected": 9, "accepted": 9, "latencies": {}, "errors": {}}
    return {**plain, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of two seconds."""
    path = tmp_path / "results" / "fleet.jsonl"
    with FleetRecordWriter(path, HEADER) as writer:
        writer.sample(1, sample(latencies={"Heartbeat": {str(BUCKET_OF_100_MS): 10}}, errors={"<b>odd</b>": 1}))
        writer.sample(2, sample(connected=10))
        writer.end(finished="2026-01-01T00:00:02+00:00", interrupted=False)
    return path


def test_written_record_is_read(path: Path) -> None:
    record = read_fleet_record(path)
    assert (record.header["fleet"], len(record.samples)) == (FLEET, 2)
    assert record.footer is not None
    assert not record.footer["interrupted"]


def test_incomplete_last_line_is_ignored(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[: text.rindex('{"kind":"end"') + 5])
    record = read_fleet_record(path)
    assert (len(record.samples), record.footer) == (2, None)


@pytest.mark.parametrize("text", ["", "{}\n", '{"kind":"run"}\n{}', "x\n{}\n", '[]\n{"kind":"fleet"}\n'])
def test_invalid_fleet_record_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(FleetRecordError, match=r"x\.jsonl"):
        read_fleet_record(tmp_path / "x.jsonl")


def test_figures_are_summed_over_the_seconds(path: Path) -> None:
    summary = summarize(read_fleet_record(path))
    assert (summary.sent, summary.received, summary.messages_per_second) == (10, 10, 10)
    assert (summary.most_connected, summary.last_connected, summary.errors) == (10, 10, {"<b>odd</b>": 1})
    assert [latency.action for latency in summary.latencies] == ["all", "Heartbeat"]
    heartbeat = summary.latency("Heartbeat")
    assert heartbeat is not None
    assert heartbeat.percentiles[95] == pytest.approx(0.1, rel=0.02)


def test_a_percentile_is_the_upper_bound_of_its_bucket() -> None:
    assert percentile({0: 50, 10: 50}, 50) == SMALLEST
    assert percentile({0: 50, 10: 50}, 51) == SMALLEST * GROWTH**10
    assert percentile({}, 50) == 0
    assert percentile_over_time([sample()], 95) == [None]


@pytest.mark.parametrize(
    ("thresholds", "kept", "was"),
    [
        ({"p95 Heartbeat": "500 ms"}, True, "ms"),
        ({"p95 Heartbeat": "0.05 s"}, False, "ms"),
        ({"p50 all": "1 s"}, True, "ms"),
        ({"p95 Authorize": "1 s"}, False, "no answer"),
        ({"errors": 1}, True, "1"),
        ({"errors": 0}, False, "1"),
        ({"connected": "99 %"}, True, "100.0 %"),
        ({"messages per second": 11}, False, "10.0"),
    ],
)
def test_thresholds_are_judged(path: Path, thresholds: dict[str, Any], kept: bool, was: str) -> None:
    (result,) = judge(thresholds, summarize(read_fleet_record(path)))
    assert (result.kept, was in result.was) == (kept, True)


@pytest.mark.parametrize("wrong", [{"p95": "1 s"}, {"p95 all": 5}, {"p42 all": "1 s"}, {"errors": "few"}, {"speed": 1}])
def test_invalid_threshold_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ThresholdError, match="thresholds"):
        judge(wrong, summarize(FleetRecord(HEADER, (), None)))


def test_page_is_self_contained_and_escapes_text_of_the_csms(path: Path) -> None:
    page = fleet_page(read_fleet_record(path))
    assert "<b>odd</b>" not in page
    assert "&lt;b&gt;odd" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") == 4
    assert "10 stations" in page


def test_page_names_a_killed_run(path: Path) -> None:
    record = read_fleet_record(path)
    assert "the run was killed" in fleet_page(FleetRecord(record.header, record.samples, None))
    interrupted = FleetRecord(record.header, (), {"interrupted": True})
    assert "interrupted before its time" in fleet_page(interrupted)
