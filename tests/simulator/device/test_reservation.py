from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plugfest.simulator.device import Clock, Device, Reply
from plugfest.simulator.device.clock import rfc3339

Ask = Callable[..., Reply]
Status = Callable[..., str]


@pytest.fixture
def device() -> Device:
    return Device(identity="CS1", connectors=(2, 1), reports="StatusNotification", clock=Clock(behind=3600))


@pytest.fixture
def expiry(device: Device) -> str:
    return rfc3339(device.clock.now() + timedelta(seconds=600))


@pytest.fixture
def reserve(ask: Ask, expiry: str, token: dict[str, Any]) -> Ask:
    def reserving(number: int, **more: Any) -> Reply:
        return ask("ReserveNow", **{"id": number, "expiryDateTime": expiry, "idToken": token, **more})

    return reserving


def reported(reply: Reply) -> list[tuple[int, int, str]]:
    return [
        (c.payload["evseId"], c.payload["connectorId"], c.payload["connectorStatus"])
        for c in reply.then
        if c.action == "StatusNotification"
    ]


def status_of(reply: Reply) -> str:
    assert isinstance(reply.answer, dict)
    return str(reply.answer["status"])


def test_reservation_of_an_evse_includes_its_connectors(device: Device, ask: Ask, reserve: Ask) -> None:
    reply = reserve(1, evseId=1)
    assert status_of(reply) == "Accepted"
    assert reported(reply) == [(1, 1, "Reserved"), (1, 2, "Reserved")]
    assert status_of(reserve(2, evseId=1)) == "Occupied"
    cancelled = ask("CancelReservation", reservationId=1)
    assert status_of(cancelled) == "Accepted"
    assert reported(cancelled) == [(1, 1, "Available"), (1, 2, "Available")]
    assert status_of(ask("CancelReservation", reservationId=1)) == "Rejected"


def test_reservation_with_the_same_id_is_replaced(device: Device, reserve: Ask) -> None:
    reserve(1, evseId=1)
    assert reported(reserve(1, evseId=1)) == []
    assert reported(reserve(1, evseId=2)) == [(1, 1, "Available"), (1, 2, "Available"), (2, 1, "Reserved")]
    device.begin_transaction(1, 1)
    device.connectors.report(1, 1, "Occupied")
    assert status_of(reserve(1, evseId=1)) == "Occupied"
    assert device.reservations.held[1].evse == 2
    assert device.evses[2].status == "Reserved"


def test_unspecific_reservations_are_shown_when_all_evses_are_needed(reserve: Ask) -> None:
    assert reported(reserve(1)) == []
    assert reported(reserve(2)) == [(1, 1, "Reserved"), (1, 2, "Reserved"), (2, 1, "Reserved")]
    assert status_of(reserve(3)) == "Occupied"


def test_a_connector_type_narrows_the_choice(device: Device, reserve: Ask) -> None:
    device.evses[2].connectors[0].type = "cCCS2"
    assert reported(reserve(1, connectorType="cCCS2")) == [(2, 1, "Reserved")]
    assert status_of(reserve(2, connectorType="cCCS2")) == "Occupied"
    assert status_of(reserve(3, connectorType="cTesla")) == "Rejected"
    assert status_of(reserve(4, connectorType="sType2")) == "Accepted"


@pytest.mark.parametrize(
    ("state", "status"), [("Faulted", "Faulted"), ("Unavailable", "Unavailable"), ("Occupied", "Occupied")]
)
def test_unavailable_connector_gives_its_reservation_status(
    device: Device, reserve: Ask, state: str, status: str
) -> None:
    device.connectors.report_all(state)
    assert status_of(reserve(1, evseId=2)) == status
    assert status_of(reserve(1)) == status


def test_invalid_reservation_is_rejected(device: Device, reserve: Ask) -> None:
    assert status_of(reserve(1, evseId=4)) == "Rejected"
    assert status_of(reserve(1, evseId=1, expiryDateTime="2020-01-01T00:00:00Z")) == "Rejected"
    device.model.put("ReservationCtrlr", "NonEvseSpecific", False)
    assert status_of(reserve(1)) == "Rejected"
    device.model.put("ReservationCtrlr", "Enabled", False)
    assert status_of(reserve(1, evseId=1)) == "Rejected"


def test_a_reservation_expires(device: Device, reserve: Ask, checked: Any) -> None:
    reserve(1, evseId=2)
    assert device.reservations.expire() == ()
    device.clock.advance(601)
    report, update = checked(device.reservations.expire())
    assert report.payload["connectorStatus"] == "Available"
    assert update.payload == {"reservationId": 1, "reservationUpdateStatus": "Expired"}
    assert device.reservations.held == {}


def test_only_the_reserved_token_or_group_can_start(
    device: Device, reserve: Ask, status: Status, token: dict[str, Any]
) -> None:
    group = {"idToken": "FLEET", "type": "Central"}
    stranger = {"idToken": "OTHER", "type": "ISO14443"}
    reserve(1, evseId=1, groupIdToken=group)
    asked = {"remoteStartId": 1, "evseId": 1}
    assert status("RequestStartTransaction", idToken=stranger, **asked) == "Rejected"
    assert status("RequestStartTransaction", idToken=stranger, groupIdToken=group, **asked) == "Accepted"


def test_transaction_of_the_reserved_token_ends_the_reservation(
    device: Device, reserve: Ask, token: dict[str, Any], checked: Any
) -> None:
    reserve(7, evseId=1)
    stranger = device.begin_transaction(1, 1, {"idToken": "OTHER", "type": "ISO14443"})
    assert "reservationId" not in stranger.event("Started", "Authorized").payload
    holder = device.begin_transaction(1, 1, {**token, "idToken": token["idToken"].lower()})
    (first, second) = checked([holder.event("Started", "Authorized"), holder.event("Updated", "Trigger", token=token)])
    assert first.payload["reservationId"] == 7
    assert "reservationId" not in second.payload
    assert device.reservations.held == {}
