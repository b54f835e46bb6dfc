"""What has once broken an answer: content that every schema allows and no station should send."""

import pytest
from hostile_wire import upgrade

EDGES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z"]


@pytest.mark.parametrize("moment", EDGES)
async def test_moments_at_the_edge_of_time_are_kept(world, operator, moment):
    station = await world.station()
    event = {
        "eventType": "Started",
        "timestamp": moment,
        "triggerReason": "CablePluggedIn",
        "seqNo": 0,
        "transactionInfo": {"transactionId": "edge"},
        "evse": {"id": 1},
        "meterValue": [{"timestamp": moment, "sampledValue": [{"value": 1e300}, {"value": 7}]}],
    }
    answer = await station.calls("TransactionEvent", **event)
    assert answer[0] == 3 or answer[2] == "PropertyConstraintViolation"
    if answer[0] == 3:
        shown = await operator.get(f"/stations/{station.id}/transactions/edge")
        assert shown["events"] == [event]


async def test_limits_for_no_phase_at_all_are_taken_for_one(world, operator):
    station = await world.station()
    period = {"startPeriod": 0, "limit": 2300, "numberPhases": 0}
    schedule = {"id": 1, "chargingRateUnit": "W", "chargingSchedulePeriod": [period]}
    limit = {"chargingLimitSource": "SO"}
    assert await station.says("NotifyChargingLimit", evseId=1, chargingLimit=limit, chargingSchedule=[schedule]) == {}
    operation = await operator.starts(station.id, "ask-composite-schedule", evse=1, duration=60, unit="A")
    told = {"evseId": 1, "duration": 60, "scheduleStart": "2025-01-01T00:00:00Z", "chargingRateUnit": "A"}
    asked = await station.is_asked("GetCompositeSchedule")
    await station.answers(asked, status="Accepted", schedule={**told, "chargingSchedulePeriod": [period]})
    assert (await operator.outcome(operation))["state"] == "done"
    shown = await operator.get(f"/stations/{station.id}/composite-schedules/1")
    assert shown["computed"]["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": 10.0, "numberPhases": 1}]


@pytest.mark.parametrize("request_", ["", "\u00fc", "!", "AAA"])
async def test_ev_requests_that_are_no_base64_fail(world, request_):
    station = await world.station()
    answer = await station.says(
        "Get15118EVCertificate", iso15118SchemaVersion="urn:x", action="Install", exiRequest=request_
    )
    assert answer["status"] in {"Failed", "Accepted"}


async def test_a_login_that_is_no_ascii_is_refused(tight_world, tcp):
    connection = await tcp(tight_world.process)
    await connection.send(upgrade("x").replace(b"Basic ", "Basic \u00fc".encode()))
    assert (await connection.ends()).split()[1] in {b"400", b"401", b"404"}
