"""Charging profiles: composed from an operator's limits, cleared, reported (K01 to K10)."""

from datetime import UTC, datetime
from typing import Any

import pytest

TOKEN = {"idToken": "045918E24B4D80", "type": "ISO14443"}


def seconds_from_now(text: str) -> float:
    return (datetime.fromisoformat(text) - datetime.now(UTC)).total_seconds()


async def transaction(station, id_="tx-1", evse=1, event="Started", **more):
    info = {"transactionId": id_, **more}
    await station.says(
        "TransactionEvent",
        eventType=event,
        timestamp=datetime.now(UTC).isoformat(),
        triggerReason="Authorized" if event == "Started" else "EVCommunicationLost",
        seqNo=0 if event == "Started" else 1,
        transactionInfo=info,
        evse={"id": evse, "connectorId": 1},
    )


async def limited(station, operator, status="Accepted", **body):
    """Order a limit and answer the request that comes; the request and the outcome."""
    order = await operator.starts(station.id, "limit-charging", **{"unit": "A", **body})
    asked = await station.is_asked("SetChargingProfile")
    await station.answers(asked, status=status)
    return asked.payload, await operator.outcome(order)


async def unfit(station, operator, **body):
    """Return the reason why an order for a limit fails."""
    outcome = await operator.outcome(await operator.starts(station.id, "limit-charging", **{"unit": "A", **body}))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])
    return outcome["detail"]


async def shown(station, operator):
    return await operator.get(f"/stations/{station.id}/charging-profiles")


async def test_a_limit_becomes_a_profile_that_begins_now(world, operator):
    station = await world.station()
    request, outcome = await limited(
        station,
        operator,
        purpose="TxDefaultProfile",
        evse=1,
        limit=6,
        phases=3,
        duration=300,
        validFor=600,
        stackLevel=2,
    )
    profile = request["chargingProfile"]
    (schedule,) = profile["chargingSchedule"]
    assert request["evseId"] == 1
    assert (profile["stackLevel"], profile["chargingProfileKind"]) == (2, "Absolute")
    assert (schedule["duration"], schedule["chargingRateUnit"]) == (300, "A")
    assert schedule["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 6.0, "numberPhases": 3}]
    for text, seconds in ((schedule["startSchedule"], 0), (profile["validFrom"], 0), (profile["validTo"], 600)):
        assert abs(seconds_from_now(text) - seconds) < 10
    assert outcome["state"] == "done"
    assert outcome["handle"] == {"profileId": profile["id"]}
    (held,) = await shown(station, operator)
    assert (held["id"], held["evse"], held["accepted"], held["source"]) == (profile["id"], 1, True, "CSO")
    assert held["profile"] == profile


async def test_steps_are_sorted_and_limits_rounded_to_one_decimal(world, operator):
    station = await world.station()
    steps = [{"start": 60, "limit": 8.19}, {"start": 0, "limit": 6, "phases": 1}, {"start": 30, "limit": 0}]
    request, _ = await limited(station, operator, purpose="ChargingStationMaxProfile", evse=0, steps=steps, phases=3)
    assert request["chargingProfile"]["chargingSchedule"][0]["chargingSchedulePeriod"] == [
        {"startPeriod": 0, "limit": 6.0, "numberPhases": 1},
        {"startPeriod": 30, "limit": 0.0, "numberPhases": 3},
        {"startPeriod": 60, "limit": 8.1, "numberPhases": 3},
    ]


async def test_recurring_limit_becomes_a_recurring_profile(world, operator):
    station = await world.station()
    body: dict[str, Any] = {"purpose": "TxDefaultProfile", "evse": 0, "limit": 10, "recurrence": "Daily"}
    request, _ = await limited(station, operator, start="2026-01-01T17:00:00+01:00", duration=3600, **body)
    profile = request["chargingProfile"]
    assert (profile["chargingProfileKind"], profile["recurrencyKind"]) == ("Recurring", "Daily")
    assert profile["chargingSchedule"][0]["startSchedule"] == "2026-01-01T16:00:00.000Z"


async def test_transaction_limit_ends_with_its_transaction(world, operator):
    station = await world.station()
    await transaction(station)
    request, _ = await limited(station, operator, purpose="TxProfile", evse=1, limit=7)
    profile = request["chargingProfile"]
    assert (profile["transactionId"], profile["chargingProfileKind"]) == ("tx-1", "Relative")
    assert "startSchedule" not in profile["chargingSchedule"][0]
    (held,) = await shown(station, operator)
    assert (held["transaction"], held["inForce"]) == ("tx-1", True)
    await transaction(station, event="Ended")
    (held,) = await shown(station, operator)
    assert held["inForce"] is False


async def test_refused_profile_does_not_replace_the_previous_one(world, operator):
    station = await world.station()
    body: dict[str, Any] = {"purpose": "TxDefaultProfile", "evse": 1}
    first, _ = await limited(station, operator, limit=6, **body)
    second, outcome = await limited(station, operator, limit=9, status="Rejected", **body)
    assert outcome["state"] == "refused"
    assert second["chargingProfile"]["id"] == first["chargingProfile"]["id"]
    (held,) = await shown(station, operator)
    assert (held["accepted"], held["profile"]) == (True, first["chargingProfile"])
    other, _ = await limited(station, operator, limit=9, status="Rejected", purpose="TxDefaultProfile", evse=2)
    refused = await operator.get(f"/stations/{station.id}/charging-profiles/{other['chargingProfile']['id']}")
    assert (refused["accepted"], refused["inForce"]) == (False, False)


async def test_new_limit_replaces_the_competing_profile(world, operator):
    station = await world.station()
    body: dict[str, Any] = {"purpose": "TxDefaultProfile", "evse": 1, "limit": 6}
    first, _ = await limited(station, operator, **body)
    same, _ = await limited(station, operator, **body)
    higher, _ = await limited(station, operator, stackLevel=1, **body)
    station_wide, _ = await limited(station, operator, purpose="ChargingStationMaxProfile", evse=0, limit=20)
    ids = [request["chargingProfile"]["id"] for request in (first, same, higher, station_wide)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_default_profiles_of_all_and_single_evses_conflict(world, operator):
    station = await world.station()
    await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6)
    detail = await unfit(station, operator, purpose="TxDefaultProfile", evse=0, limit=6)
    assert "(EVSE 1)" in detail
    await limited(station, operator, purpose="TxDefaultProfile", evse=0, limit=6, stackLevel=1)
    assert station.is_left_alone()


async def test_the_profile_of_an_earlier_operation_is_replaced(world, operator):
    station = await world.station()
    first, outcome = await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=8)
    body: dict[str, Any] = {"purpose": "TxDefaultProfile", "evse": 1, "limit": 6, "stackLevel": 3}
    second, _ = await limited(station, operator, replaces=outcome["operation"], **body)
    assert second["chargingProfile"]["id"] == first["chargingProfile"]["id"]
    (held,) = await shown(station, operator)
    assert held["profile"] == second["chargingProfile"]
    assert "no charging profile" in await unfit(station, operator, replaces="nonsense", **body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"purpose": "TxDefaultProfile", "evse": 1}, "either a limit or steps"),
        ({"purpose": "ChargingStationMaxProfile", "evse": 1, "limit": 6}, "K04.FR.03"),
        ({"purpose": "ChargingStationMaxProfile", "evse": 0, "limit": 6, "kind": "Relative"}, "K01.FR.38"),
        ({"purpose": "TxProfile", "evse": 0, "limit": 6}, "K01.FR.16"),
        ({"purpose": "TxDefaultProfile", "evse": 1, "limit": 6, "kind": "Recurring"}, "recurrence"),
        (
            {"purpose": "TxDefaultProfile", "evse": 1, "limit": 6, "kind": "Absolute", "recurrence": "Daily"},
            "recurrence",
        ),
        ({"purpose": "TxDefaultProfile", "evse": 1, "limit": 6, "transaction": "tx"}, "only a TxProfile"),
        ({"purpose": "TxDefaultProfile", "evse": 1, "steps": [{"start": 5, "limit": 1}]}, "K01.FR.31"),
        ({"purpose": "TxDefaultProfile", "evse": 1, "steps": [{"start": 0, "limit": 1}] * 2}, "the same time"),
        (
            {"purpose": "TxDefaultProfile", "evse": 1, "limit": 6, "recurrence": "Daily", "duration": 86_401},
            "longer than",
        ),
        (
            {
                "purpose": "TxDefaultProfile",
                "evse": 1,
                "limit": 6,
                "kind": "Relative",
                "start": "2026-01-01T00:00:00Z",
            },
            "K01.FR.41",
        ),
    ],
)
async def test_limit_that_ocpp_cannot_express_is_not_sent(world, operator, body, why):
    station = await world.station()
    assert why in await unfit(station, operator, **body)
    assert station.is_left_alone()


@pytest.mark.parametrize(
    ("variable", "value", "body", "why"),
    [
        ("RateUnit", "A", {"unit": "W", "limit": 6}, "K01.FR.26"),
        ("ProfileStackLevel", "3", {"limit": 6, "stackLevel": 4}, "highest stack level is 3"),
        ("PeriodsPerSchedule", "1", {"steps": [{"start": 0, "limit": 6}, {"start": 9, "limit": 7}]}, "not 2"),
    ],
)
async def test_unsupported_feature_is_not_requested(world, operator, variable, value, body, why):
    station = await world.station()
    reported = {
        "component": {"name": "SmartChargingCtrlr"},
        "variable": {"name": variable},
        "variableAttribute": [{"value": value}],
    }
    moment = datetime.now(UTC).isoformat()
    await station.says("NotifyReport", requestId=1, generatedAt=moment, seqNo=0, reportData=[reported])
    assert why in await unfit(station, operator, purpose="TxDefaultProfile", evse=1, **body)


async def test_remote_start_contains_its_charging_profile(world, operator):
    station = await world.station()
    await operator.put(f"/tokens/{TOKEN['type']}/{TOKEN['idToken']}", status="Accepted")
    order = await operator.starts(station.id, "start-transaction", token=TOKEN, evse=1, limit=11_000, unit="W")
    asked = await station.is_asked("RequestStartTransaction")
    profile = asked.payload["chargingProfile"]
    assert (profile["chargingProfilePurpose"], profile["chargingProfileKind"]) == ("TxProfile", "Relative")
    assert "transactionId" not in profile
    assert profile["chargingSchedule"][0]["chargingRateUnit"] == "W"
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(order))["handle"]["profileId"] == profile["id"]
    await transaction(station, "tx-remote", remoteStartId=asked.payload["remoteStartId"])
    (held,) = await shown(station, operator)
    assert (held["transaction"], held["inForce"]) == ("tx-remote", True)
    second, _ = await limited(station, operator, purpose="TxProfile", evse=1, limit=6)
    assert second["chargingProfile"]["id"] == profile["id"], "the second limit replaces the one of the start"


async def test_a_limit_for_a_start_needs_an_evse(world, operator):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "start-transaction", token=TOKEN, limit=6))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])


async def cleared(station, operator, operation, status="Accepted", **body):
    order = await operator.starts(station.id, operation, **body)
    asked = await station.is_asked("ClearChargingProfile")
    await station.answers(asked, status=status)
    await operator.outcome(order)
    return asked.payload


@pytest.mark.parametrize("status", ["Accepted", "Unknown"])
async def test_cleared_profile_is_removed(world, operator, status):
    station = await world.station()
    one, _ = await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6)
    two, _ = await limited(station, operator, purpose="TxDefaultProfile", evse=2, limit=6)
    most, _ = await limited(station, operator, purpose="ChargingStationMaxProfile", evse=0, limit=20)
    ids = [request["chargingProfile"]["id"] for request in (one, two, most)]
    payload = await cleared(station, operator, "clear-limit", status, profileId=ids[2])
    assert payload == {"chargingProfileId": ids[2]}
    assert [held["id"] for held in await shown(station, operator)] == ids[:2]
    criteria = {"evse": 1, "purpose": "TxDefaultProfile", "stackLevel": 0}
    payload = await cleared(station, operator, "clear-limits", status, **criteria)
    wanted = {"evseId": 1, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 0}
    assert payload == {"chargingProfileCriteria": wanted}
    assert [held["id"] for held in await shown(station, operator)] == ids[1:2]


async def test_clearing_without_a_criterion_fails(world, operator):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "clear-limits"))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])


def a_profile(id_, purpose="TxDefaultProfile", level=0):
    schedule = {
        "id": 1,
        "startSchedule": "2026-01-01T00:00:00Z",
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
    }
    kinds = {"chargingProfilePurpose": purpose, "chargingProfileKind": "Absolute"}
    return {"id": id_, "stackLevel": level, **kinds, "chargingSchedule": [schedule]}


async def reports(station, request_id, evse, *profiles, source="CSO", **more):
    reported = {
        "requestId": request_id,
        "chargingLimitSource": source,
        "evseId": evse,
        "chargingProfile": list(profiles),
    }
    assert await station.says("ReportChargingProfiles", **reported, **more) == {}


async def asked_for(station, operator, status="Accepted", **body):
    order = await operator.starts(station.id, "ask-charging-profiles", **body)
    asked = await station.is_asked("GetChargingProfiles")
    await station.answers(asked, status=status)
    await operator.outcome(order)
    return asked.payload


async def test_report_replaces_the_known_profiles(world, operator):
    station = await world.station()
    lost, _ = await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6)
    most, _ = await limited(station, operator, purpose="ChargingStationMaxProfile", evse=0, limit=20)
    asked = await asked_for(station, operator, purpose="TxDefaultProfile")
    assert asked["chargingProfile"] == {"chargingProfilePurpose": "TxDefaultProfile"}
    assert "evseId" not in asked
    page = f"/stations/{station.id}/charging-profiles-reports/{asked['requestId']}"
    await reports(station, asked["requestId"], 1, a_profile(901, level=5), tbc=True)
    assert (await operator.get(page))["complete"] is False
    await reports(station, asked["requestId"], 2, a_profile(902, level=5))
    report = await operator.get(page)
    assert report["complete"] is True
    assert [(one["evse"], one["profile"]["id"]) for one in report["profiles"]] == [(1, 901), (2, 902)]
    ids = {held["id"] for held in await shown(station, operator)}
    assert ids == {901, 902, most["chargingProfile"]["id"]}, f"{lost} is lost: the station has not reported it"


async def test_status_no_profiles_removes_matching_profiles(world, operator):
    station = await world.station()
    await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6)
    await limited(station, operator, purpose="TxDefaultProfile", evse=2, limit=6)
    asked = await asked_for(station, operator, status="NoProfiles", evse=1, stackLevel=0)
    assert asked["evseId"] == 1
    assert asked["chargingProfile"] == {"stackLevel": 0}
    assert [held["evse"] for held in await shown(station, operator)] == [2]


@pytest.mark.parametrize(
    ("body", "criteria"),
    [
        ({"profileId": 7}, {"chargingProfileId": [7]}),
        ({"evse": 1, "source": "EMS"}, {"chargingLimitSource": ["EMS"]}),
    ],
)
async def test_report_criteria_are_sent(world, operator, body, criteria):
    station = await world.station()
    assert (await asked_for(station, operator, **body))["chargingProfile"] == criteria


@pytest.mark.parametrize("body", [{}, {"evse": 1}, {"profileId": 7, "stackLevel": 1}])
async def test_a_report_needs_an_id_or_criteria(world, operator, body):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "ask-charging-profiles", **body))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])


async def test_reported_profile_ids_are_not_reused(world, operator):
    station = await world.station()
    await reports(station, 77, 2, a_profile(1), a_profile(2, level=1))
    request, _ = await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6)
    assert request["chargingProfile"]["id"] == 3


async def test_external_limits_are_stored_and_not_cleared(world, operator):
    station = await world.station()
    await reports(station, 77, 0, a_profile(-5, "ChargingStationExternalConstraints"), source="EMS")
    outcome = await operator.outcome(await operator.starts(station.id, "clear-limit", profileId=-5))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])
    await cleared(station, operator, "clear-limits", evse=0)
    (held,) = await shown(station, operator)
    assert (held["id"], held["source"]) == (-5, "EMS")
    await station.says("NotifyChargingLimit", chargingLimit={"chargingLimitSource": "EMS"})
    (limit,) = await operator.get(f"/stations/{station.id}/charging-limits")
    assert (limit["evse"], limit["source"]) == (0, "EMS")
    await station.says("ClearedChargingLimit", chargingLimitSource="EMS")
    assert await operator.get(f"/stations/{station.id}/charging-limits") == []
    assert await shown(station, operator) == []


@pytest.mark.parametrize("page", ["charging-profiles/5", "charging-profiles/x", "charging-profiles-reports/5"])
async def test_a_missing_item_is_not_found(world, operator, page):
    station = await world.station()
    status, answer = await operator.request("GET", f"/stations/{station.id}/{page}")
    assert (status, set(answer)) == (404, {"error"})
