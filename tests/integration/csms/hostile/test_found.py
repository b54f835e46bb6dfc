"""Regressions: content that the schemas allow and that has broken a response before."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from support.raw_websocket import upgrade

from plugfest.csms.blocks.k_smart_charging.pieces import SECOND, unrolled

EDGES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z"]


@pytest.mark.parametrize("moment", EDGES)
async def test_extreme_timestamps_are_stored(world, operator, moment):
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


@pytest.mark.parametrize(("reported", "taken_for"), [(0, 1), (-5, 1), (2, 2), (2**31 - 1, 3)])
def test_number_of_phases_is_limited_to_one_to_three(reported, taken_for):
    period = {"startPeriod": 0, "limit": 2300, "numberPhases": reported}
    schedule = {"id": 1, "chargingRateUnit": "W", "chargingSchedulePeriod": [period]}
    profile = {"chargingProfileKind": "Absolute", "chargingSchedule": [schedule]}
    now = datetime.now(UTC)
    (piece,) = unrolled(profile, now, now, 60 * SECOND)
    assert piece.limit.phases == taken_for
    assert piece.limit.in_unit("A", 230, taken_for) == Fraction(10, taken_for)


@pytest.mark.parametrize("request_", ["", "\u00fc", "!", "AAA"])
async def test_ev_request_that_is_not_base64_gets_a_response(world, request_):
    station = await world.station()
    answer = await station.says(
        "Get15118EVCertificate", iso15118SchemaVersion="urn:x", action="Install", exiRequest=request_
    )
    assert answer["status"] in {"Failed", "Accepted"}


async def test_non_ascii_login_is_refused(tight_world, tcp):
    connection = await tcp(tight_world.process)
    await connection.send(upgrade("x").replace(b"Basic ", "Basic \u00fc".encode()))
    assert (await connection.ends()).split()[1] in {b"400", b"401", b"404"}
