"""Offers to a vehicle: the limits of vehicle, station, grid and operator, and the causes of a new offer."""

from datetime import UTC, datetime, timedelta

import pytest


def stamp(seconds: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def charging(world, transaction="tx-k", evse=1):
    station = await world.station()
    await station.says(
        "TransactionEvent",
        eventType="Started",
        timestamp=stamp(),
        triggerReason="Authorized",
        seqNo=0,
        transactionInfo={"transactionId": transaction},
        evse={"id": evse, "connectorId": 1},
    )
    return station


def needs(most=10, evse=1, current=32, **more):
    parameters = {"energyAmount": 20000, "evMinCurrent": 6, "evMaxCurrent": current, "evMaxVoltage": 400}
    body = {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": parameters, **more}
    return {"evseId": evse, "maxScheduleTuples": most, "chargingNeeds": body}


async def offered(station):
    asked = await station.is_asked("SetChargingProfile")
    await station.answers(asked, status="Accepted")
    return asked.payload["chargingProfile"]


async def tells_needs(station, **more):
    assert await station.says("NotifyEVChargingNeeds", **needs(**more)) == {"status": "Accepted"}
    return await offered(station)


def limits(profile):
    (schedule,) = profile["chargingSchedule"]
    return [(period["startPeriod"], period["limit"]) for period in schedule["chargingSchedulePeriod"]]


async def ordered(station, operator, **body):
    order = await operator.starts(station.id, "limit-charging", unit="A", **body)
    profile = await offered(station)
    await operator.outcome(order)
    return profile


async def follows(station, profile, factor=1.0):
    schedule = profile["chargingSchedule"][0]
    periods = [{**period, "limit": period["limit"] * factor} for period in schedule["chargingSchedulePeriod"]]
    said = {**schedule, "chargingSchedulePeriod": periods}
    begin = schedule.get("startSchedule", stamp())
    answer = await station.says("NotifyEVChargingSchedule", evseId=1, timeBase=begin, chargingSchedule=said)
    return answer["status"]


async def test_offer_is_limited_by_vehicle_grid_and_phases(world):
    station = await charging(world)
    assert limits(await tells_needs(station, current=40)) == [(0, 32.0)]
    offer = await tells_needs(station, current=20, requestedEnergyTransfer="AC_single_phase")
    period = {"startPeriod": 0, "limit": 20.0, "numberPhases": 1}
    assert offer["chargingSchedule"][0]["chargingSchedulePeriod"] == [period]


async def test_offer_respects_station_and_external_limits(world, operator):
    station = await charging(world)
    steps = [{"start": 0, "limit": 25}, {"start": 3600, "limit": 16}]
    await ordered(station, operator, purpose="ChargingStationMaxProfile", evse=0, steps=steps)
    first, second = limits(await tells_needs(station))
    assert (first, second[1]) == ((0, 25.0), 16.0)
    assert abs(second[0] - 3600) <= 10
    external = {
        "id": 1,
        "startSchedule": stamp(-5),
        "duration": 600,
        "chargingRateUnit": "W",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6900}],
    }
    await station.says("NotifyChargingLimit", chargingLimit={"chargingLimitSource": "EMS"}, chargingSchedule=[external])
    lowered = limits(await offered(station))
    assert [limit for _, limit in lowered] == [10.0, 25.0, 16.0]
    await station.says("ClearedChargingLimit", chargingLimitSource="EMS")
    assert [limit for _, limit in limits(await offered(station))] == [25.0, 16.0]
    assert station.is_left_alone()


async def test_external_limit_above_the_offer_causes_no_new_offer(world):
    station = await charging(world)
    offer = await tells_needs(station)
    assert await follows(station, offer) == "Accepted"
    await station.says("NotifyChargingLimit", chargingLimit={"chargingLimitSource": "EMS"})
    generous = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 63}]}
    await station.says("NotifyChargingLimit", chargingLimit={"chargingLimitSource": "SO"}, chargingSchedule=[generous])
    assert station.is_left_alone()


async def test_offer_respects_the_maximum_number_of_periods(world, operator):
    station = await charging(world)
    steps = [{"start": 600 * number, "limit": limit} for number, limit in enumerate((20, 18, 12, 16, 14))]
    await ordered(station, operator, purpose="ChargingStationMaxProfile", evse=0, steps=steps)
    assert [limit for _, limit in limits(await tells_needs(station, most=3))] == [20.0, 18.0, 12.0]
    assert [limit for _, limit in limits(await tells_needs(station, most=1))] == [12.0]


async def test_offer_ends_at_the_departure_time(world):
    station = await charging(world)
    offer = await tells_needs(station, departureTime=stamp(7200))
    assert abs(offer["chargingSchedule"][0]["duration"] - 7200) <= 10


async def test_new_needs_replace_the_offer(world, operator):
    station = await charging(world)
    first = await tells_needs(station)
    assert await follows(station, first) == "Accepted"
    second = await tells_needs(station, current=16)
    assert (second["id"], second["stackLevel"]) == (first["id"], first["stackLevel"])
    session = await operator.get(f"/stations/{station.id}/charging-sessions/1")
    assert (session["transaction"], session["agreed"], session["chosen"]) == ("tx-k", False, None)
    assert await follows(station, second) == "Accepted"
    session = await operator.get(f"/stations/{station.id}/charging-sessions/1")
    assert session["agreed"] is True
    assert station.is_left_alone()


async def test_accepted_limit_applies_to_later_offers(world, operator):
    station = await charging(world)
    offer = await tells_needs(station)
    limit = await ordered(station, operator, purpose="TxProfile", evse=1, limit=10)
    assert limit["id"] == offer["id"], "two TxProfiles of one stack level would compete"
    assert await follows(station, limit) == "Accepted"
    assert await follows(station, limit, 1.5) == "Rejected"
    assert limits(await offered(station)) == [(0, 10.0)]
    assert limits(await tells_needs(station)) == [(0, 10.0)]


async def test_accepted_limit_ends_with_its_transaction(world, operator):
    station = await charging(world)
    await tells_needs(station)
    await ordered(station, operator, purpose="TxProfile", evse=1, limit=10)
    for number, event, transaction in ((1, "Ended", "tx-k"), (0, "Started", "tx-2")):
        await station.says(
            "TransactionEvent",
            eventType=event,
            timestamp=stamp(),
            triggerReason="Authorized",
            seqNo=number,
            transactionInfo={"transactionId": transaction},
            evse={"id": 1, "connectorId": 1},
        )
    offer = await tells_needs(station)
    assert (offer["transactionId"], limits(offer)) == ("tx-2", [(0, 32.0)])


@pytest.mark.parametrize("parameters", [{}, {"dcChargingParameters": {"evMaxCurrent": 100, "evMaxVoltage": 400}}])
async def test_needs_without_exactly_one_kind_of_current_are_rejected(world, parameters):
    station = await charging(world)
    said = needs()
    if not parameters:
        del said["chargingNeeds"]["acChargingParameters"]
    said["chargingNeeds"] |= parameters
    answer = await station.says("NotifyEVChargingNeeds", **said)
    assert (answer["status"], answer["statusInfo"]["reasonCode"]) == ("Rejected", "MissingParam")
    assert station.is_left_alone()


async def test_schedule_is_compared_with_the_one_it_names(world):
    station = await charging(world)
    offer = await tells_needs(station)
    schedule = offer["chargingSchedule"][0]
    late = {**schedule, "id": 99, "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 33.0}]}
    begin = schedule["startSchedule"]
    answer = await station.says("NotifyEVChargingSchedule", evseId=1, timeBase=begin, chargingSchedule=late)
    assert answer["status"] == "Rejected"
    assert (await offered(station))["id"] == offer["id"]


async def test_agreed_schedule_survives_a_kill(make_process, make_world, tmp_path):
    first = make_process("--data", str(tmp_path))
    station = await charging(await make_world(first))
    offer = await tells_needs(station)
    assert await follows(station, offer) == "Accepted"
    first.kill()

    again = await make_world(make_process("--data", str(tmp_path)))
    session = await again.operator.get(f"/stations/{station.id}/charging-sessions/1")
    assert (session["transaction"], session["agreed"]) == ("tx-k", True)
    returned = await again.connect(station.id)
    assert await follows(returned, offer, 1.5) == "Rejected"
    assert (await offered(returned))["id"] == offer["id"]
