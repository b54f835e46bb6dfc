"""The CSMS and the station, which share no code, compute the same composite schedule from the same profiles."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugfest.csms.blocks.k_smart_charging.composite import Window, evse_periods, station_periods
from plugfest.csms.store.charging import Installed
from plugfest.simulator.device import composite_schedule, schedule_timeline

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
HARDWARE = schedule_timeline.Limit(Decimal(32), "A", 3)
EXTERNAL = "ChargingStationExternalConstraints"
DAY = 86_400
EVSES = (1, 2)


def stamp(seconds: float) -> str:
    return (NOON + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def around(random: Random) -> int:
    """Seconds from noon: mostly close to the window that is looked at."""
    return random.randint(-9 * DAY, 3 * DAY) if random.random() < 0.3 else random.randint(-900, 900)


def schedule(random: Random, kind: str) -> dict[str, Any]:
    unit = random.choice("AW")
    periods = []
    for start in [0, *sorted(random.sample(range(1, 900), random.randint(0, 4)))]:
        amount = random.randint(0, 400) / 10
        period: dict[str, Any] = {"startPeriod": start, "limit": amount if unit == "A" else amount * 700}
        phases = random.choice((None, 1, 2, 3))
        periods.append(period if phases is None else {**period, "numberPhases": phases})
    made: dict[str, Any] = {"id": 1, "chargingRateUnit": unit, "chargingSchedulePeriod": periods}
    if kind != "Relative":
        weeks_ago = random.choice((0, 1, 2)) if kind == "Recurring" else 0
        made["startSchedule"] = stamp(around(random) - weeks_ago * 7 * DAY + random.choice((0, 0, 0.4)))
    duration = random.choice((None, random.randint(1, 1200), random.randint(1, 2 * DAY)))
    return made if duration is None else {**made, "duration": duration}


def profile(random: Random, purpose: str) -> dict[str, Any]:
    kinds = ("Absolute", "Recurring", "Relative")
    kind = random.choice(kinds[:2] if purpose == "ChargingStationMaxProfile" else kinds)
    made = {
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": kind,
        "chargingSchedule": [schedule(random, kind)],
    }
    if kind == "Recurring":
        made["recurrencyKind"] = random.choice(("Daily", "Weekly"))
    for name in ("validFrom", "validTo"):
        if random.random() < 0.3:
            made[name] = stamp(around(random))
    return made


PLACES = [
    *((0, purpose) for purpose in ("ChargingStationMaxProfile", EXTERNAL, "TxDefaultProfile")),
    *((evse, purpose) for evse in EVSES for purpose in ("TxDefaultProfile", "TxProfile")),
]


def stack_of(random: Random) -> list[Installed]:
    """Profiles as a station may hold them: none competes with another (K01.FR.06, FR.39)."""
    found = []
    taken: set[tuple[int, str, int]] = set()
    for number in range(random.randint(1, 8)):
        (evse, purpose), level = random.choice(PLACES), random.randint(0, 3)
        if taken & {(place, purpose, level) for place in ({0, *EVSES} if evse == 0 else {0, evse})}:
            continue
        taken.add((evse, purpose, level))
        made = {"id": number + 1, "stackLevel": level, **profile(random, purpose)}
        found.append(Installed(evse, "EMS" if purpose == EXTERNAL else "CSO", None, made))
    return found


def of_evse(stack: list[Installed], evse: int) -> list[Installed]:
    return [one for one in stack if one.evse in (0, evse)]


def timelines(stack: list[Installed], origin: datetime) -> list[schedule_timeline.Timeline]:
    return [schedule_timeline.Timeline(one.profile, NOON if one.purpose == EXTERNAL else origin) for one in stack]


def check(random: Random) -> None:
    """Both merge one random stack, for an EVSE and for the station."""
    stack = stack_of(random)
    unit, origin = random.choice("AW"), NOON - timedelta(seconds=random.randint(0, 1200))
    window = Window(NOON, random.choice((random.randint(1, 1800), random.randint(1, 2 * DAY))), unit)
    circuit = composite_schedule.Circuit(unit, 230, HARDWARE)
    there = [of_evse(stack, evse) for evse in EVSES]
    reported = composite_schedule.evse_schedule(timelines(there[0], origin), circuit, NOON, window.duration)
    assert evse_periods(there[0], window, origin) == reported
    in_all = [timelines(profiles, origin) for profiles in there]
    reported = composite_schedule.station_schedule(in_all, circuit, NOON, window.duration)
    assert station_periods([(profiles, origin) for profiles in there], window) == reported


def test_csms_and_station_agree_on_hundreds_of_random_profile_stacks() -> None:
    for seed in range(600):
        check(Random(seed))


@settings(max_examples=100, deadline=None, database=None)
@given(st.randoms(use_true_random=False))
def test_csms_and_station_agree_on_profile_stacks_found_by_hypothesis(random: Random) -> None:
    check(random)


def test_without_profiles_both_report_the_hardware_limit() -> None:
    window = Window(NOON, 300, "W")
    circuit = composite_schedule.Circuit("W", 230, HARDWARE)
    reported = composite_schedule.evse_schedule([], circuit, NOON, 300)
    assert evse_periods([], window, NOON) == reported == [{"startPeriod": 0, "limit": 22080.0, "numberPhases": 3}]
