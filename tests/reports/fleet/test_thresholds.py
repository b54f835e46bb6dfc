"""The thresholds of a fleet's run."""

from pathlib import Path
from typing import Any

import pytest
from support.fleet_record import HEADER

from plugfest.reports.fleet.record import FleetRecord, read_fleet_record
from plugfest.reports.fleet.summary import summarize
from plugfest.reports.fleet.thresholds import ThresholdError, judge


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
def test_thresholds_are_judged(fleet_record: Path, thresholds: dict[str, Any], kept: bool, was: str) -> None:
    (result,) = judge(thresholds, summarize(read_fleet_record(fleet_record)))
    assert (result.kept, was in result.was) == (kept, True)


@pytest.mark.parametrize("wrong", [{"p95": "1 s"}, {"p95 all": 5}, {"p42 all": "1 s"}, {"errors": "few"}, {"speed": 1}])
def test_invalid_threshold_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ThresholdError, match="thresholds"):
        judge(wrong, summarize(FleetRecord(HEADER, (), None)))
