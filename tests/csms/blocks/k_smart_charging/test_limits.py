"""A vehicle's needs cause an offer; its schedule is compared with the offer (K15 to K17)."""

import pytest

NEEDS = {
    "evseId": 1,
    "maxScheduleTuples": 4,
    "chargingNeeds": {
        "requestedEnergyTransfer": "AC_three_phase",
        "acChargingParameters": {"energyAmount": 20000, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 400},
    },
}


async def charging(world):
    station = await world.station()
    await station.says(
        "TransactionEvent",
        eventType="Started",
        timestamp="2025-01-01T00:00:00Z",
        triggerReason="Authorized",
        seqNo=0,
        transactionInfo={"transactionId": "tx-k"},
        evse={"id": 1, "connectorId": 1},
    )
    return station


async def offered(station):
    asked = await station.is_asked("SetChargingProfile")
    await station.answers(asked, status="Accepted")
    return asked.payload["chargingProfile"]


def schedule_of(profile, factor=1.0):
    schedule = profile["chargingSchedule"][0]
    periods = [{**period, "limit": period["limit"] * factor} for period in schedule["chargingSchedulePeriod"]]
    said = {key: value for key, value in schedule.items() if key != "startSchedule"}
    return {
        "evseId": 1,
        "timeBase": schedule["startSchedule"],
        "chargingSchedule": {**said, "chargingSchedulePeriod": periods},
    }


async def test_charging_needs_cause_an_offer_for_the_transaction(world, operator):
    station = await charging(world)
    assert await station.says("NotifyEVChargingNeeds", **NEEDS) == {"status": "Accepted"}
    profile = await offered(station)
    assert (profile["chargingProfilePurpose"], profile["transactionId"]) == ("TxProfile", "tx-k")
    (schedule,) = profile["chargingSchedule"]
    assert schedule["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 16.0, "numberPhases": 3}]
    assert await station.says("NotifyEVChargingSchedule", **schedule_of(profile)) == {"status": "Accepted"}
    assert await station.says("NotifyEVChargingSchedule", **schedule_of(profile, 0.5)) == {"status": "Accepted"}
    assert station.is_left_alone()
    (shown,) = await operator.get(f"/stations/{station.id}/charging-profiles")
    assert (shown["evse"], shown["accepted"], shown["profile"]) == (1, True, profile)
    done = (await operator.get(f"/stations/{station.id}/operations"))[0]
    assert (done["name"], done["origin"], done["state"]) == ("offer-charging-profile", "csms", "done")


async def test_schedule_beyond_the_offer_is_rejected_and_offered_again(world):
    station = await charging(world)
    await station.says("NotifyEVChargingNeeds", **NEEDS)
    first = await offered(station)
    beyond = schedule_of(first, 1.1)
    assert await station.says("NotifyEVChargingSchedule", **beyond) == {"status": "Rejected"}
    second = await offered(station)
    assert (second["id"], second["transactionId"]) == (first["id"], "tx-k")
    assert await station.says("NotifyEVChargingSchedule", **schedule_of(second)) == {"status": "Accepted"}
    assert station.is_left_alone()


async def test_schedule_in_watts_is_compared_with_amperes(world):
    station = await charging(world)
    await station.says("NotifyEVChargingNeeds", **NEEDS)
    said = schedule_of(await offered(station))
    for watts, status in ((11_040, "Accepted"), (11_100, "Rejected")):
        period = {"startPeriod": 0, "limit": watts}
        said["chargingSchedule"] |= {"chargingRateUnit": "W", "chargingSchedulePeriod": [period]}
        assert await station.says("NotifyEVChargingSchedule", **said) == {"status": status}


@pytest.mark.parametrize(
    ("power", "limit"), [({"evMaxPower": 50_000}, 50_000), ({}, 80_000), ({"evMaxPower": 400_000}, 150_000)]
)
async def test_direct_current_is_offered_in_watts_within_the_grid_limit(world, power, limit):
    station = await charging(world)
    direct = {"evMaxCurrent": 200, "evMaxVoltage": 400, **power}
    needs = {"requestedEnergyTransfer": "DC", "dcChargingParameters": direct}
    await station.says("NotifyEVChargingNeeds", evseId=1, chargingNeeds=needs)
    (schedule,) = (await offered(station))["chargingSchedule"]
    assert schedule["chargingRateUnit"] == "W"
    assert schedule["chargingSchedulePeriod"][0]["limit"] == limit


async def test_needs_without_a_transaction_are_rejected(world):
    station = await world.station()
    assert (await station.says("NotifyEVChargingNeeds", **NEEDS))["status"] == "Rejected"
    assert station.is_left_alone()
