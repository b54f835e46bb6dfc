"""The worked examples of Part 2, section K 3: CSMS and station compute the results of the text."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from plugfest.csms.blocks.k_smart_charging.composite import Window, evse_periods
from plugfest.csms.store.charging import Installed
from plugfest.simulator.device import composite_schedule, schedule_timeline

HARDWARE = schedule_timeline.Limit(Decimal(32), "A", 3)
FREE = 22_080.0
"""Limit of the hardware where no profile applies, in watts."""
HOUR, DAY = 3600, 86_400
_ids = count(1)


def profile(purpose: str, *periods: tuple[int, float], level: int = 0, unit: str = "W", **more: Any) -> Installed:
    schedule = {
        "id": 1,
        "startSchedule": more.pop("start", "2020-01-01T00:00:00Z"),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [{"startPeriod": start, "limit": limit} for start, limit in periods],
    }
    if "duration" in more:
        schedule["duration"] = more.pop("duration")
    kind = "Recurring" if "recurrencyKind" in more else "Absolute"
    made = {"id": next(_ids), "stackLevel": level, "chargingProfilePurpose": purpose, "chargingProfileKind": kind}
    return Installed(0, "CSO", None, {**made, **more, "chargingSchedule": [schedule]})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DAILY = [
    profile(
        "TxDefaultProfile",
        (0, 11_000),
        (8 * HOUR, 6_000),
        (20 * HOUR, 11_000),
        start="2013-01-01T00:00:00Z",
        duration=DAY,
        recurrencyKind="Daily",
    )
]
PEAK_HOURS = [
    profile(
        "TxDefaultProfile",
        (0, 2_000),
        level=1,
        start="2020-01-09T17:00:00Z",
        duration=3 * HOUR,
        recurrencyKind="Daily",
    ),
    profile(
        "TxDefaultProfile",
        (0, 999_999),
        level=2,
        start="2020-01-05T00:00:00Z",
        duration=DAY,
        recurrencyKind="Weekly",
    ),
    profile(
        "TxDefaultProfile",
        (0, 999_999),
        level=3,
        start="2020-12-25T00:00:00Z",
        duration=DAY,
        validFrom="2020-01-01T00:00:00Z",
        validTo="2021-01-01T00:00:00Z",
    ),
]
FIRST_SITUATION = [
    profile("ChargingStationMaxProfile", (0, 15_000)),
    *(profile("TxDefaultProfile", (0, limit), level=level) for level, limit in enumerate((3_000, 4_000, 12_000))),
    *(profile("ChargingStationExternalConstraints", (0, limit), level=n) for n, limit in enumerate((2_000, 13_000))),
]
SECOND_SITUATION = [
    *FIRST_SITUATION,
    *(profile("TxProfile", (0, limit), level=n) for n, limit in enumerate((1_000, 14_000))),
]


@pytest.mark.parametrize(
    ("profiles", "start", "expected"),
    [
        (DAILY, "2026-06-01T00:00:00", [(0, 11_000.0), (8 * HOUR, 6_000.0), (20 * HOUR, 11_000.0)]),
        (DAILY, "2026-06-01T12:00:00", [(0, 6_000.0), (8 * HOUR, 11_000.0), (20 * HOUR, 6_000.0)]),
        (PEAK_HOURS, "2020-06-03T00:00:00", [(0, FREE), (17 * HOUR, 2_000.0), (20 * HOUR, FREE)]),
        (PEAK_HOURS, "2020-06-07T00:00:00", [(0, FREE)]),
        (PEAK_HOURS, "2020-12-25T00:00:00", [(0, FREE)]),
        (PEAK_HOURS, "2021-12-24T00:00:00", [(0, FREE), (17 * HOUR, 2_000.0), (20 * HOUR, FREE)]),
        (FIRST_SITUATION, "2020-06-03T00:00:00", [(0, 12_000.0)]),
        (SECOND_SITUATION, "2020-06-03T00:00:00", [(0, 13_000.0)]),
    ],
    ids=["daily", "daily from noon", "peak hours", "Sunday", "Christmas", "next year", "situation 1", "situation 2"],
)
def test_csms_and_station_compute_the_schedule_of_the_example(
    profiles: list[Installed], start: str, expected: list[tuple[int, float]]
) -> None:
    window = Window(at(start), DAY, "W")
    circuit = composite_schedule.Circuit("W", 230, HARDWARE)
    timelines = [schedule_timeline.Timeline(one.profile, window.start) for one in profiles]
    reported = composite_schedule.evse_schedule(timelines, circuit, window.start, window.duration)
    computed = evse_periods(profiles, window, window.start)
    assert computed == reported
    assert [(period["startPeriod"], period["limit"]) for period in computed] == expected
