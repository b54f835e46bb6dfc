"""Reservations: token, EVSE or connector type, and end."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest


@pytest.fixture
async def token(operator):
    name = f"T-{uuid4().hex[:8]}"
    await operator.put(f"/tokens/ISO14443/{name}", group={"idToken": "Fleet", "type": "Central"})
    return {"idToken": name, "type": "ISO14443"}


async def reserve(operator, station, token, status="Accepted", **body):
    """Return the request that the station got, and the outcome of the operation after its response."""
    operation = await operator.starts(station.id, "reserve", token=token, **body)
    asked = await station.is_asked("ReserveNow")
    await station.answers(asked, status=status)
    return asked.payload, await operator.outcome(operation)


async def state(operator, station, number):
    return (await operator.get(f"/stations/{station.id}/reservations/{number}"))["state"]


async def test_an_evse_is_reserved_for_an_hour_by_default(world, operator, token):
    station = await world.station()
    asked, outcome = await reserve(operator, station, token, evse=1)
    expiry = datetime.fromisoformat(asked.pop("expiryDateTime"))
    assert asked == {"id": 1, "evseId": 1, "idToken": token}
    assert abs(expiry - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=10)
    assert (outcome["state"], outcome["handle"]) == ("done", {"reservationId": 1})
    shown = await operator.get(f"/stations/{station.id}/reservations/1")
    assert (shown["state"], shown["evse"], shown["token"]) == ("Active", 1, token)


async def test_each_reservation_of_a_station_has_an_id_of_its_own(world, operator, token):
    station = await world.station()
    ids = [(await reserve(operator, station, token))[0]["id"] for _ in range(3)]
    assert ids == [1, 2, 3]
    assert [each["reservation"] for each in await operator.get(f"/stations/{station.id}/reservations")] == [3, 2, 1]


async def test_a_connector_type_and_a_group_are_sent_to_the_station(world, operator, token):
    station = await world.station()
    group = {"idToken": "fleet", "type": "Central"}
    asked, _ = await reserve(operator, station, token, connectorType="cCCS2", group=group)
    assert (asked["connectorType"], asked["groupIdToken"], "evseId" in asked) == ("cCCS2", group, False)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"evse": 1, "connectorType": "cCCS2"}, "either an EVSE or a type of connector"),
        ({"group": {"idToken": "others", "type": "Central"}}, "is not in the group 'others'"),
    ],
)
async def test_invalid_reservation_is_not_sent(world, operator, token, body, why):
    station = await world.station()
    outcome = await operator.outcome(await operator.starts(station.id, "reserve", token=token, **body))
    assert (outcome["state"], outcome["messages"]) == ("failed", [])
    assert why in outcome["detail"]


async def test_reservation_for_an_unaccepted_token_fails(world, operator):
    station = await world.station()
    stranger = {"idToken": "stranger", "type": "ISO14443"}
    outcome = await operator.outcome(await operator.starts(station.id, "reserve", token=stranger))
    assert outcome["detail"] == "nothing is reserved for 'stranger': the token is Unknown"


@pytest.mark.parametrize("status", ["Rejected", "Occupied", "Faulted", "Unavailable"])
async def test_refused_reservation_has_the_status_of_the_station(world, operator, token, status):
    station = await world.station()
    asked, outcome = await reserve(operator, station, token, status, evse=1)
    assert outcome["state"] == "refused"
    assert await state(operator, station, asked["id"]) == status


@pytest.mark.parametrize("reported", ["Expired", "Removed"])
async def test_reported_end_of_a_reservation_is_stored(world, operator, token, reported):
    station = await world.station()
    asked, _ = await reserve(operator, station, token, evse=1)
    assert (
        await station.says("ReservationStatusUpdate", reservationId=asked["id"], reservationUpdateStatus=reported) == {}
    )
    assert await state(operator, station, asked["id"]) == reported


async def test_a_reservation_expires_without_a_report(world, operator, token):
    station = await world.station()
    asked, _ = await reserve(operator, station, token, evse=1, expiresIn=0.001)
    assert await state(operator, station, asked["id"]) == "Expired"


async def test_transaction_uses_its_reservation(world, operator, token):
    station = await world.station()
    asked, _ = await reserve(operator, station, token, evse=1)
    await station.says(
        "TransactionEvent",
        eventType="Started",
        timestamp="2026-06-01T12:00:00Z",
        triggerReason="Authorized",
        seqNo=0,
        transactionInfo={"transactionId": "tx-1"},
        idToken=token,
        reservationId=asked["id"],
    )
    shown = await operator.get(f"/stations/{station.id}/reservations/{asked['id']}")
    assert (shown["state"], shown["transaction"]) == ("Used", "tx-1")
    await station.says("ReservationStatusUpdate", reservationId=asked["id"], reservationUpdateStatus="Expired")
    assert await state(operator, station, asked["id"]) == "Used"


@pytest.mark.parametrize("by", ["operation", "number"])
async def test_a_reservation_is_cancelled_by_its_operation_or_its_number(world, operator, token, by):
    station = await world.station()
    asked, made = await reserve(operator, station, token, evse=1)
    named = made["operation"] if by == "operation" else asked["id"]
    operation = await operator.starts(station.id, "cancel-reservation", reservation=named)
    cancel = await station.is_asked("CancelReservation")
    assert cancel.payload == {"reservationId": asked["id"]}
    await station.answers(cancel, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"
    assert await state(operator, station, asked["id"]) == "Cancelled"


async def test_reservation_stays_active_if_its_cancellation_is_rejected(world, operator, token):
    station = await world.station()
    asked, _ = await reserve(operator, station, token, evse=1)
    operation = await operator.starts(station.id, "cancel-reservation", reservation=asked["id"])
    await station.answers(await station.is_asked("CancelReservation"), status="Rejected")
    assert (await operator.outcome(operation))["state"] == "refused"
    assert await state(operator, station, asked["id"]) == "Active"


async def test_cancellation_of_an_unknown_operation_fails(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "cancel-reservation", reservation="f" * 32)
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["messages"]) == ("failed", [])


async def test_unknown_reservation_is_not_found(world, operator):
    station = await world.station()
    for number in ("7", "seven"):
        status, _ = await operator.request("GET", f"/stations/{station.id}/reservations/{number}")
        assert status == 404
