"""Rules of Part 2 for charging profiles: a valid profile meets each rule, and each flaw violates one."""

import copy
from typing import Any

import pytest

from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.rules import CRITERIA, SOUND, beside, sound_offer

SOUND_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Absolute"},
    "daily": {
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Recurring",
        "recurrencyKind": "Daily",
    },
    "station": {"chargingProfilePurpose": "ChargingStationMaxProfile", "chargingProfileKind": "Absolute"},
    "transaction": {
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "transactionId": "tx",
    },
}


def sound(name: str) -> dict[str, Any]:
    profile = {"id": 5, "stackLevel": 0, **copy.deepcopy(SOUND_PROFILES[name])}
    periods = [{"startPeriod": 0, "limit": 6.1, "numberPhases": 1}, {"startPeriod": 60, "limit": 8}]
    schedule: dict[str, Any] = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": periods}
    if profile["chargingProfileKind"] != "Relative":
        schedule["startSchedule"] = "2026-01-01T00:00:00Z"
    return {**profile, "chargingSchedule": [schedule]}


def violated(demand: Any, profile: Any) -> list[tuple[str, str | None]]:
    return [(finding.path, finding.matcher.source) for finding in compare(demand, profile) if not finding.met]


@pytest.mark.parametrize("name", SOUND_PROFILES)
def test_valid_profile_meets_every_rule(name: str) -> None:
    assert violated(SOUND, sound(name)) == []
    assert violated(sound_offer({"maxScheduleTuples": 2}), sound(name)) == []


def spoilt(name: str, **changes: Any) -> dict[str, Any]:
    """Return a valid profile with other values; None removes a field.

    The prefix `schedule_` or `period_` of a name selects the schedule or its first period.
    """
    profile = sound(name)
    schedule = profile["chargingSchedule"][0]
    for field, value in changes.items():
        level, _, inner = field.partition("_")
        place = {"schedule": schedule, "period": schedule["chargingSchedulePeriod"][0]}.get(level, profile)
        key = inner or field
        if value is None:
            del place[key]
        else:
            place[key] = value
    return profile


START, PERIODS = "chargingSchedule[0].startSchedule", "chargingSchedule[0].chargingSchedulePeriod"


@pytest.mark.parametrize(
    ("profile", "path", "rule"),
    [
        (spoilt("default", chargingProfilePurpose="ChargingStationExternalConstraints"), "", "K01.FR.22"),
        (spoilt("station", chargingProfileKind="Relative", schedule_startSchedule=None), "", "K01.FR.38"),
        (spoilt("daily", recurrencyKind=None), "recurrencyKind", "K01.FR.60"),
        (spoilt("default", recurrencyKind="Daily"), "recurrencyKind", "K01.FR.60"),
        (spoilt("default", schedule_startSchedule=None), START, "K01.FR.40"),
        (spoilt("transaction", schedule_startSchedule="2026-01-01T00:00:00Z"), START, "K01.FR.41"),
        (spoilt("default", period_startPeriod=1), f"{PERIODS}[0].startPeriod", "K01.FR.31"),
        (spoilt("default", period_limit=6.11), f"{PERIODS}[0].limit", "Part 2, ChargingSchedulePeriodType"),
        (spoilt("default", period_phaseToUse=1), f"{PERIODS}[0].phaseToUse", "K01.FR.19, FR.20"),
        (spoilt("transaction", transactionId=None), "transactionId", "K01.FR.03"),
        (spoilt("default", transactionId="tx"), "transactionId", "Part 2, ChargingProfileType"),
    ],
)
def test_flaw_violates_only_its_rule(profile: dict[str, Any], path: str, rule: str) -> None:
    found = violated(SOUND, profile)
    assert [source for _, source in found] == [rule]
    assert found[0][0].endswith(path)


def test_periods_must_be_in_ascending_order() -> None:
    profile = sound("default")
    profile["chargingSchedule"][0]["chargingSchedulePeriod"].reverse()
    assert {source for _, source in violated(SOUND, profile)} == {"K01.FR.31", "K01.FR.35"}


def test_several_schedules_require_iso_15118() -> None:
    profile = sound("transaction")
    profile["chargingSchedule"] *= 3
    assert violated(SOUND, profile) == [("chargingSchedule", "K01.FR.34")]
    assert violated(sound_offer({"maxScheduleTuples": 2}), profile) == []
    profile["chargingSchedule"] *= 2
    assert violated(sound_offer({}), profile) == [("chargingSchedule", "K15.FR.07, K17.FR.07")]


def test_offered_periods_are_limited_by_the_vehicle() -> None:
    path = "chargingSchedule[0].chargingSchedulePeriod"
    assert violated(sound_offer({"maxScheduleTuples": 1}), sound("transaction")) == [(path, "K15.FR.07, K17.FR.07")]


@pytest.mark.parametrize(("id_", "level", "fine"), [(5, 0, True), (6, 1, True), (6, 0, False)])
def test_profiles_of_a_transaction_differ_in_stack_level_or_id(id_: int, level: int, fine: bool) -> None:
    earlier = [{"evseId": 1, "chargingProfile": sound("transaction")}, {"evseId": 1}]
    later = {**sound("transaction"), "id": id_, "stackLevel": level}
    assert (violated(beside(earlier), later) == []) is fine


@pytest.mark.parametrize(("criteria", "fine"), [({"stackLevel": 0}, True), ({}, False)])
def test_report_needs_a_criterion(criteria: dict[str, Any], fine: bool) -> None:
    assert (violated(CRITERIA, criteria) == []) is fine


@pytest.mark.parametrize("nonsense", [None, 5, [], {}, {"chargingSchedule": [{}]}, {"chargingSchedule": [None, 7]}])
def test_invalid_profile_violates_rules_without_an_exception(nonsense: Any) -> None:
    assert violated(SOUND, nonsense)
    assert violated(sound_offer({}), nonsense)
