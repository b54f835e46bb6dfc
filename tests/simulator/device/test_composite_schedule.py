from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from plugfest.simulator.device.composite_schedule import Circuit, evse_schedule, station_schedule
from plugfest.simulator.device.schedule_timeline import Limit, Timeline

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
HARDWARE = Limit(Decimal(32), "A", 3)
AMPERES = Circuit("A", 230, HARDWARE)
WATTS = Circuit("W", 230, HARDWARE)
NO_LIMIT = 22080


def at(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def profile(
    purpose: str,
    *periods: tuple[int, float],
    level: int = 0,
    kind: str = "Absolute",
    start: datetime | None = MONDAY,
    duration: int | None = None,
    unit: str = "A",
    phases: int | None = None,
    **more: Any,
) -> Timeline:
    schedule: dict[str, Any] = {
        "id": 1,
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [
            {"startPeriod": second, "limit": limit} | ({"numberPhases": phases} if phases else {})
            for second, limit in periods
        ],
    }
    if start is not None and kind != "Relative":
        schedule["startSchedule"] = at(start)
    if duration is not None:
        schedule["duration"] = duration
    payload = {
        "id": 1,
        "stackLevel": level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": kind,
        "chargingSchedule": [schedule],
        **more,
    }
    return Timeline(payload, MONDAY)


def merged(
    *profiles: Timeline, circuit: Circuit = AMPERES, start: datetime = MONDAY, duration: int = 400
) -> list[tuple[int, float]]:
    periods = evse_schedule(profiles, circuit, start, duration)
    return [(period["startPeriod"], period["limit"]) for period in periods]


def test_hardware_limit_applies_without_profiles() -> None:
    assert evse_schedule([], AMPERES, MONDAY, 300) == [{"startPeriod": 0, "limit": 32.0, "numberPhases": 3}]
    assert merged(circuit=WATTS) == [(0, NO_LIMIT)]


def test_higher_stack_level_applies_while_it_has_a_period() -> None:
    low = profile("TxDefaultProfile", (0, 6), (100, 8), (200, 10), duration=400)
    high = profile("TxDefaultProfile", (0, 7), (100, 9), level=1, duration=150)
    assert merged(low, high, duration=350) == [(0, 7), (100, 9), (150, 8), (200, 10)]


def test_purposes_are_combined_by_the_lowest_limit() -> None:
    station = profile("ChargingStationMaxProfile", (0, 10), duration=86400)
    default = profile("TxDefaultProfile", (0, 6), (60, 10), (120, 8), (180, 15), (260, 8), duration=300)
    own = profile("TxProfile", (0, 8), (50, 11), (140, 16), (200, 6), (240, 12), duration=260)
    assert merged(station, default, own) == [(0, 8), (50, 10), (200, 6), (240, 10), (260, 8), (300, 10)]


def test_situation_1_uses_the_highest_level_of_each_purpose() -> None:
    stack = [
        profile("ChargingStationMaxProfile", (0, 20)),
        *(profile("TxDefaultProfile", (0, limit), level=level) for level, limit in enumerate((6, 8, 16))),
        *(profile("ChargingStationExternalConstraints", (0, limit), level=level) for level, limit in ((0, 6), (1, 18))),
    ]
    assert merged(*stack) == [(0, 16)]


def test_situation_2_tx_profile_overrides_the_default_profile() -> None:
    stack = [
        profile("ChargingStationMaxProfile", (0, 20)),
        profile("TxDefaultProfile", (0, 6), level=2),
        profile("TxProfile", (0, 25), level=1),
        profile("ChargingStationExternalConstraints", (0, 18), level=1),
    ]
    assert merged(*stack) == [(0, 18)]


def test_daily_example_has_its_limits() -> None:
    daily = profile(
        "TxDefaultProfile",
        (0, 11000),
        (28800, 6000),
        (72000, 11000),
        kind="Recurring",
        recurrencyKind="Daily",
        start=datetime(2013, 1, 1, tzinfo=UTC),
        duration=86400,
        unit="W",
        phases=3,
    )
    noon = MONDAY + timedelta(hours=12)
    assert merged(daily, circuit=WATTS, start=noon, duration=86400) == [(0, 6000), (28800, 11000), (72000, 6000)]
    assert merged(daily, circuit=AMPERES, start=noon, duration=60) == [(0, 8.6)]


SUNDAY = datetime(2020, 1, 5, tzinfo=UTC)
STACK = [
    profile(
        "TxDefaultProfile",
        (0, 2000),
        level=1,
        kind="Recurring",
        recurrencyKind="Daily",
        start=datetime(2020, 1, 9, 17, tzinfo=UTC),
        duration=10800,
        unit="W",
    ),
    profile(
        "TxDefaultProfile",
        (0, 999999),
        level=2,
        kind="Recurring",
        recurrencyKind="Weekly",
        start=SUNDAY,
        duration=86400,
        unit="W",
    ),
    profile(
        "TxDefaultProfile",
        (0, 999999),
        level=3,
        start=datetime(2020, 12, 25, tzinfo=UTC),
        duration=86400,
        unit="W",
        validFrom="2020-01-01T00:00:00",
        validTo="2021-01-01T00:00:00",
    ),
]


@pytest.mark.parametrize(
    ("day", "limits"),
    [
        (datetime(2020, 12, 23, tzinfo=UTC), [(0, NO_LIMIT), (61200, 2000), (72000, NO_LIMIT)]),
        (datetime(2020, 12, 25, tzinfo=UTC), [(0, NO_LIMIT)]),
        (datetime(2020, 12, 27, tzinfo=UTC), [(0, NO_LIMIT)]),
        (datetime(2021, 12, 25, tzinfo=UTC), [(0, NO_LIMIT), (61200, 2000), (72000, NO_LIMIT)]),
        (datetime(2020, 1, 8, tzinfo=UTC), [(0, NO_LIMIT)]),
    ],
)
def test_example_of_peak_hours_sundays_and_christmas_has_its_limits(
    day: datetime, limits: list[tuple[int, float]]
) -> None:
    assert merged(*STACK, circuit=WATTS, start=day, duration=86400) == limits


def test_a_relative_profile_runs_from_its_origin() -> None:
    own = profile("TxProfile", (0, 6), (100, 12), kind="Relative", duration=300)
    assert merged(own) == [(0, 6), (100, 12), (300, 32)]
    assert merged(own, start=MONDAY + timedelta(seconds=50)) == [(0, 6), (50, 12), (250, 32)]


def test_validity_begins_with_valid_from_and_ends_before_valid_to() -> None:
    bounded = profile(
        "TxDefaultProfile",
        (0, 6),
        validFrom=at(MONDAY + timedelta(seconds=50)),
        validTo=at(MONDAY + timedelta(seconds=120)),
    )
    assert merged(bounded) == [(0, 32), (50, 6), (120, 32)]


def test_future_schedule_starts_at_its_time() -> None:
    assert merged(profile("TxDefaultProfile", (0, 6), start=MONDAY + timedelta(seconds=90))) == [(0, 32), (90, 6)]


def test_periods_past_the_duration_are_not_executed() -> None:
    assert merged(profile("TxDefaultProfile", (0, 6), (100, 8), (200, 10), duration=150)) == [
        (0, 6),
        (100, 8),
        (150, 32),
    ]


def test_a_recurring_schedule_without_duration_runs_until_it_restarts() -> None:
    daily = profile("TxDefaultProfile", (0, 6), (3600, 8), kind="Recurring", recurrencyKind="Daily")
    late = MONDAY + timedelta(hours=47, minutes=30)
    assert merged(daily, start=late, duration=7200) == [(0, 8), (1800, 6), (5400, 8)]


@pytest.mark.parametrize(
    ("limits", "amperes", "watts"),
    [
        ([("W", 3, 11040)], 16, 11040),
        ([("W", 1, 3680)], 16, 3680),
        ([("A", None, 10)], 10, 6900),
        ([("A", 1, 10)], 10, 2300),
        ([("W", 3, 6900), ("A", 3, 16)], 10, 6900),
        ([("A", 3, 6), ("W", 1, 3600)], 6, 1380),
        ([("W", 3, 1000)], 1.4, 1000),
    ],
)
def test_units_are_converted_per_phase(
    limits: list[tuple[str, int | None, float]], amperes: float, watts: float
) -> None:
    purposes = ("ChargingStationMaxProfile", "TxProfile")
    stack = [
        profile(purpose, (0, limit), unit=unit, phases=phases)
        for purpose, (unit, phases, limit) in zip(purposes, limits, strict=False)
    ]
    assert merged(*stack) == [(0, amperes)]
    assert merged(*stack, circuit=WATTS) == [(0, watts)]


def test_the_lowest_number_of_phases_is_reported() -> None:
    stack = [profile("ChargingStationMaxProfile", (0, 20), phases=3), profile("TxProfile", (0, 25), phases=1)]
    assert evse_schedule(stack, AMPERES, MONDAY, 10) == [{"startPeriod": 0, "limit": 20.0, "numberPhases": 1}]


def test_a_chosen_phase_is_reported() -> None:
    timeline = profile("TxProfile", (0, 10), phases=1)
    timeline.profile["chargingSchedule"][0]["chargingSchedulePeriod"][0]["phaseToUse"] = 2
    assert evse_schedule([timeline], AMPERES, MONDAY, 10)[0]["phaseToUse"] == 2


def test_lower_limit_applies_to_a_divided_second() -> None:
    shifted = profile("TxDefaultProfile", (0, 6), (10, 16), start=MONDAY + timedelta(milliseconds=400))
    assert merged(shifted, duration=60) == [(0, 6), (11, 16)]


def test_selected_schedule_of_a_profile_is_used() -> None:
    timeline = profile("TxProfile", (0, 6))
    second = {**timeline.profile["chargingSchedule"][0], "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 9}]}
    timeline.profile["chargingSchedule"].append(second)
    assert merged(timeline) == [(0, 6)]
    assert merged(Timeline(timeline.profile, MONDAY, schedule=1)) == [(0, 9)]
    assert merged(Timeline(timeline.profile, MONDAY, schedule=2)) == [(0, 9)]


def test_station_schedule_is_the_limited_sum_of_its_evses() -> None:
    shared = profile("ChargingStationMaxProfile", (0, 20), (100, 50))
    one, two = profile("TxProfile", (0, 10)), profile("TxDefaultProfile", (0, 16), (200, 6))
    periods = station_schedule([[shared, one], [shared, two]], AMPERES, MONDAY, 400)
    assert [(period["startPeriod"], period["limit"]) for period in periods] == [(0, 20), (100, 26), (200, 16)]
