"""The figures of a fleet's run."""

from pathlib import Path

import pytest
from support.fleet_record import sample

from plugfest.reports.fleet.record import read_fleet_record
from plugfest.reports.fleet.summary import GROWTH, SMALLEST, percentile, percentile_over_time, summarize


def test_figures_are_summed_over_the_seconds(fleet_record: Path) -> None:
    summary = summarize(read_fleet_record(fleet_record))
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
