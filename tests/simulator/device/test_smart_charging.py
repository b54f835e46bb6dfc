from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plugfest.simulator.device import Device, Refusal, Reply
from plugfest.simulator.device.clock import moment_of, rfc3339

Ask = Callable[..., Reply]
Status = Callable[..., str]


def profile(number: int = 1, purpose: str = "TxDefaultProfile", level: int = 0, limit: float = 16, **more: Any) -> Any:
    kind = more.pop("kind", "Absolute")
    schedule = {
        "id": 1,
        "chargingRateUnit": more.pop("unit", "A"),
        "chargingSchedulePeriod": more.pop("periods", [{"startPeriod": 0, "limit": limit}]),
    }
    if "duration" in more:
        schedule["duration"] = more.pop("duration")
    if more.pop("starts", kind != "Relative"):
        schedule["startSchedule"] = "2026-01-01T00:00:00Z"
    return {
        "id": number,
        "stackLevel": level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": kind,
        "chargingSchedule": [schedule],
        **more,
    }


def schedule_of(reply: Reply) -> dict[str, Any]:
    assert isinstance(reply.answer, dict)
    assert reply.answer["status"] == "Accepted"
    found: dict[str, Any] = reply.answer["schedule"]
    return found


def limits(reply: Reply) -> list[float]:
    return [period["limit"] for period in schedule_of(reply)["chargingSchedulePeriod"]]


def test_a_profile_is_installed_replaced_and_counted(device: Device, status: Status) -> None:
    assert status("SetChargingProfile", evseId=1, chargingProfile=profile()) == "Accepted"
    assert status("SetChargingProfile", evseId=1, chargingProfile=profile(limit=8)) == "Accepted"
    assert device.model.value("SmartChargingCtrlr", "Entries", "ChargingProfiles") == "1"


@pytest.mark.parametrize(
    ("evse", "bad"),
    [
        (3, profile()),
        (1, profile(purpose="ChargingStationExternalConstraints")),
        (1, profile(purpose="ChargingStationMaxProfile")),
        (0, profile(purpose="ChargingStationMaxProfile", kind="Relative")),
        (1, profile(purpose="TxProfile")),
        (0, profile(purpose="TxProfile", transactionId="T1")),
        (1, profile(purpose="TxProfile", transactionId="T1")),
        (1, profile(level=11)),
        (1, profile(level=-1)),
        (1, profile(starts=False)),
        (1, profile(kind="Relative", starts=True)),
        (1, profile(kind="Recurring")),
        (1, profile(recurrencyKind="Daily")),
        (1, profile(validFrom="2026-02-01T00:00:00Z", validTo="2026-01-01T00:00:00Z")),
        (1, profile(periods=[{"startPeriod": 5, "limit": 8}])),
        (1, profile(periods=[{"startPeriod": 0, "limit": 8}, {"startPeriod": 0, "limit": 9}])),
        (1, profile(periods=[{"startPeriod": at, "limit": 8} for at in (0, 20, 10)])),
        (1, profile(periods=[{"startPeriod": at, "limit": 8} for at in range(25)])),
        (1, profile(periods=[{"startPeriod": 0, "limit": 8, "numberPhases": 1, "phaseToUse": 2}])),
        (1, profile(periods=[{"startPeriod": 0, "limit": -1}])),
        (1, profile(periods=[{"startPeriod": 0, "limit": 8}, {"startPeriod": 10**30, "limit": 9}])),
        (1, profile(duration=0)),
        (1, profile(duration=10**30)),
        (1, profile(periods=[{"startPeriod": 0, "limit": 8, "numberPhases": 4}])),
    ],
)
def test_profiles_that_break_the_rules_are_rejected(device: Device, status: Status, evse: int, bad: Any) -> None:
    assert status("SetChargingProfile", evseId=evse, chargingProfile=bad) == "Rejected"
    assert device.smart_charging.installed == {}


def test_unsupported_rate_unit_is_rejected(device: Device, status: Status) -> None:
    device.model.put("SmartChargingCtrlr", "RateUnit", "A")
    assert status("SetChargingProfile", evseId=1, chargingProfile=profile(unit="W")) == "Rejected"
    assert status("GetCompositeSchedule", evseId=1, duration=60, chargingRateUnit="W") == "Rejected"


@pytest.mark.parametrize(
    ("evse", "other", "answer"),
    [
        (1, profile(2), "Rejected"),
        (0, profile(2), "Rejected"),
        (2, profile(2), "Accepted"),
        (1, profile(2, level=1), "Accepted"),
        (1, profile(2, validFrom="2026-03-01T00:00:00Z"), "Accepted"),
        (1, profile(2, validFrom="2026-02-01T00:00:00Z"), "Rejected"),
    ],
)
def test_conflicting_profile_is_rejected(status: Status, evse: int, other: Any, answer: str) -> None:
    first = profile(validTo="2026-03-01T00:00:00Z")
    assert status("SetChargingProfile", evseId=1, chargingProfile=first) == "Accepted"
    assert status("SetChargingProfile", evseId=evse, chargingProfile=other) == answer


def test_tx_profile_ends_with_its_transaction(device: Device, status: Status) -> None:
    transaction = device.begin_transaction(1, 1)
    own = profile(purpose="TxProfile", kind="Relative", transactionId=transaction.id)
    assert status("SetChargingProfile", evseId=2, chargingProfile=own) == "Rejected"
    assert status("SetChargingProfile", evseId=1, chargingProfile=own) == "Accepted"
    assert status("SetChargingProfile", evseId=1, chargingProfile={**own, "id": 2}) == "Rejected"
    transaction.event("Ended", "EVDeparted")
    assert device.smart_charging.installed == {}


def test_disabled_smart_charging_is_not_supported(device: Device, ask: Ask) -> None:
    device.model.put("SmartChargingCtrlr", "Enabled", False)
    answer = ask("SetChargingProfile", evseId=1, chargingProfile=profile()).answer
    assert isinstance(answer, Refusal)
    assert answer.code == "NotSupported"


@pytest.fixture
def several(device: Device, status: Status) -> None:
    for evse, each in (
        (0, profile(1, "ChargingStationMaxProfile")),
        (0, profile(2)),
        (1, profile(3, level=1)),
        (2, profile(4, level=2)),
    ):
        assert status("SetChargingProfile", evseId=evse, chargingProfile=each) == "Accepted"
    device.smart_charging.install_external(0, profile(5, "ChargingStationExternalConstraints"))


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"chargingProfile": {}}, [1, 2, 5, 3, 4]),
        ({"evseId": 0, "chargingProfile": {"chargingProfilePurpose": "TxDefaultProfile"}}, [2]),
        ({"evseId": 1, "chargingProfile": {"stackLevel": 1}}, [3]),
        ({"evseId": 1, "chargingProfile": {"stackLevel": 0}}, []),
        ({"chargingProfile": {"chargingProfileId": [4, 1, 9]}}, [1, 4]),
        ({"chargingProfile": {"chargingLimitSource": ["EMS", "SO"]}}, [5]),
        ({"chargingProfile": {"chargingLimitSource": ["CSO"], "stackLevel": 2}}, [4]),
    ],
)
def test_profiles_are_reported_by_criteria(ask: Ask, asked: dict[str, Any], found: list[int]) -> None:
    reply = ask("GetChargingProfiles", requestId=3, **asked)
    assert [each["id"] for call in reply.then for each in call.payload["chargingProfile"]] in (found, sorted(found))
    assert reply.answer == {"status": "Accepted"} if found else reply.then == ()
    assert all(call.payload["requestId"] == 3 for call in reply.then)
    assert [call.payload["tbc"] for call in reply.then] == [True] * (len(reply.then) - 1) + [False] * bool(found)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"chargingProfileId": 3}, {1, 2, 4, 5}),
        ({"chargingProfileId": 9}, None),
        ({"chargingProfileId": 5}, None),
        ({"chargingProfileCriteria": {"chargingProfilePurpose": "TxDefaultProfile"}}, {1, 5}),
        ({"chargingProfileCriteria": {"evseId": 0}}, {3, 4, 5}),
        ({"chargingProfileCriteria": {"evseId": 1, "stackLevel": 2}}, None),
    ],
)
def test_profiles_are_cleared_by_criteria(
    device: Device, status: Status, asked: dict[str, Any], left: set[int] | None
) -> None:
    answer = status("ClearChargingProfile", **asked)
    assert answer == ("Unknown" if left is None else "Accepted")
    assert set(device.smart_charging.installed) == (left or {1, 2, 3, 4, 5})


def test_a_composite_schedule_repeats_the_request(device: Device, ask: Ask, status: Status) -> None:
    status("SetChargingProfile", evseId=1, chargingProfile=profile(limit=10))
    reply = ask("GetCompositeSchedule", evseId=1, duration=300, chargingRateUnit="W")
    schedule = schedule_of(reply)
    assert (schedule["evseId"], schedule["duration"], schedule["chargingRateUnit"]) == (1, 300, "W")
    assert abs(moment_of(schedule["scheduleStart"]) - device.clock.now()) < timedelta(seconds=5)
    assert limits(reply) == [6900]
    assert limits(ask("GetCompositeSchedule", evseId=2, duration=300)) == [32]
    assert limits(ask("GetCompositeSchedule", evseId=0, duration=300)) == [42]
    for bad in ({"evseId": 3, "duration": 300}, {"evseId": 1, "duration": 0}, {"evseId": 1, "duration": 10**9}):
        assert status("GetCompositeSchedule", **bad) == "Rejected"


def test_relative_profile_starts_with_the_authorized_transaction(
    device: Device, ask: Ask, status: Status, token: dict[str, Any]
) -> None:
    periods = [{"startPeriod": 0, "limit": 6}, {"startPeriod": 600, "limit": 12}]
    status("SetChargingProfile", evseId=1, chargingProfile=profile(kind="Relative", periods=periods))
    assert limits(ask("GetCompositeSchedule", evseId=1, duration=601)) == [6, 12]
    transaction = device.begin_transaction(1, 1)
    transaction.event("Started", "CablePluggedIn", chargingState="EVConnected")
    device.clock.advance(600)
    transaction.event("Updated", "Authorized", token=token)
    device.clock.advance(500)
    (first, second) = schedule_of(ask("GetCompositeSchedule", evseId=1, duration=300))["chargingSchedulePeriod"]
    assert (first["limit"], second["limit"]) == (6, 12)
    assert 95 <= second["startPeriod"] <= 101


def test_composite_schedule_of_a_day_with_many_profiles_is_computed(device: Device, ask: Ask, status: Status) -> None:
    for number in range(10):
        busy = profile(
            number,
            level=number,
            kind="Recurring",
            recurrencyKind="Daily",
            periods=[{"startPeriod": 3600 * hour + number, "limit": 6 + hour} for hour in range(1, 24)],
            validFrom=rfc3339(device.clock.now()),
        )
        busy["chargingSchedule"][0]["chargingSchedulePeriod"].insert(0, {"startPeriod": 0, "limit": 6})
        assert status("SetChargingProfile", evseId=1, chargingProfile=busy) == "Accepted"
    assert len(limits(ask("GetCompositeSchedule", evseId=1, duration=86400))) >= 24
