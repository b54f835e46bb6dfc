"""Composite schedules: the station's report beside the CSMS's own computation (K08)."""

from datetime import UTC, datetime


async def composed(station, operator, evse, reported, unit="A", duration=300):
    order = await operator.starts(station.id, "ask-composite-schedule", evse=evse, duration=300, unit=unit)
    asked = await station.is_asked("GetCompositeSchedule")
    assert asked.payload == {"evseId": evse, "duration": 300, "chargingRateUnit": unit}
    schedule = {
        "evseId": evse,
        "duration": duration,
        "scheduleStart": datetime.now(UTC).isoformat(),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": reported,
    }
    await station.answers(asked, status="Accepted", schedule=schedule)
    await operator.outcome(order)
    shown = await operator.get(f"/stations/{station.id}/composite-schedules/{evse}")
    assert shown["reported"] == schedule
    return shown["computed"]["chargingSchedulePeriod"]


async def limited(station, operator, **body):
    await operator.starts(station.id, "limit-charging", unit="A", **body)
    asked = await station.is_asked("SetChargingProfile")
    await station.answers(asked, status="Accepted")


async def test_composite_schedule_has_the_lowest_known_limit(world, operator):
    station = await world.station()
    for evse in (1, 2):
        at = datetime.now(UTC).isoformat()
        state = {"connectorStatus": "Available", "evseId": evse, "connectorId": 1}
        await station.says("StatusNotification", timestamp=at, **state)
    reported = [{"startPeriod": 0, "limit": 10}]
    assert await composed(station, operator, 1, reported) == [{"startPeriod": 0, "limit": 32.0, "numberPhases": 3}]
    await limited(station, operator, purpose="ChargingStationMaxProfile", evse=0, limit=40)
    await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6, phases=1)
    assert await composed(station, operator, 1, reported) == [{"startPeriod": 0, "limit": 6.0, "numberPhases": 1}]
    assert await composed(station, operator, 1, reported, "W") == [
        {"startPeriod": 0, "limit": 1380.0, "numberPhases": 1}
    ]
    assert await composed(station, operator, 2, reported) == [{"startPeriod": 0, "limit": 32.0, "numberPhases": 3}]
    assert await composed(station, operator, 0, reported) == [{"startPeriod": 0, "limit": 38.0, "numberPhases": 3}]


async def test_refused_composite_schedule_is_not_stored(world, operator):
    station = await world.station()
    order = await operator.starts(station.id, "ask-composite-schedule", evse=9, duration=300)
    asked = await station.is_asked("GetCompositeSchedule")
    assert "chargingRateUnit" not in asked.payload
    await station.answers(asked, status="Rejected")
    assert (await operator.outcome(order))["state"] == "refused"
    assert await operator.get(f"/stations/{station.id}/composite-schedules") == []


async def test_station_that_reports_an_endless_schedule_holds_up_nothing(world, operator):
    station = await world.station()
    await limited(station, operator, purpose="TxDefaultProfile", evse=1, limit=6, kind="Recurring", recurrence="Daily")
    (period, *_) = await composed(station, operator, 1, [{"startPeriod": 0, "limit": 10}], duration=2**31 - 1)
    assert period["limit"] == 6.0
