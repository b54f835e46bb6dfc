"""The work for the answer to SetVariableMonitoring, whose length the station chooses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.work import growth

from plugfest.csms import store
from plugfest.csms.blocks.contexts import Exchange
from plugfest.csms.blocks.n_diagnostics.monitors import keep_set
from plugfest.csms.settings import Settings

store.load()

UNUSED: Any = None
"""The database: no rejected monitor is stored."""


def _monitor(number: int, **more: Any) -> dict[str, Any]:
    place = {"component": {"name": f"Component {number}"}, "variable": {"name": "State"}}
    return {**place, "type": "Delta", "severity": 5, **more}


def _results_in_reverse(count: int) -> Callable[[], object]:
    wanted = [_monitor(number, value=1) for number in range(count)]
    results = [_monitor(number, status="Rejected") for number in reversed(range(count))]
    request, answer = {"setMonitoringData": wanted}, {"setMonitoringResult": results}
    return lambda: keep_set(Exchange(UNUSED, "CS1", request, answer, Settings(data=Path("unused"))))


def test_work_is_linear_in_the_number_of_results() -> None:
    assert growth(_results_in_reverse, 200) < 2.5
