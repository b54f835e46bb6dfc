from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Clock, Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]


@pytest.fixture
def device() -> Device:
    return Device(identity="CS1", connectors=(2, 1), reports="StatusNotification", clock=Clock(behind=60))


def reported(reply: Reply) -> list[tuple[int, int, str]]:
    return [(c.payload["evseId"], c.payload["connectorId"], c.payload["connectorStatus"]) for c in reply.then]


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ({}, [(1, 1), (1, 2), (2, 1)]),
        ({"evse": {"id": 1}}, [(1, 1), (1, 2)]),
        ({"evse": {"id": 1, "connectorId": 2}}, [(1, 2)]),
    ],
)
def test_changed_connectors_are_reported_and_restored(
    ask: Ask, place: dict[str, Any], changed: list[tuple[int, int]]
) -> None:
    off = ask("ChangeAvailability", operationalStatus="Inoperative", **place)
    assert off.answer == {"status": "Accepted"}
    assert reported(off) == [(*connector, "Unavailable") for connector in changed]
    again = ask("ChangeAvailability", operationalStatus="Inoperative", **place)
    assert again.answer == {"status": "Accepted"}
    assert again.then == ()
    on = ask("ChangeAvailability", operationalStatus="Operative", **place)
    assert reported(on) == [(*connector, "Available") for connector in changed]


def test_change_of_availability_waits_for_the_transaction(device: Device, ask: Ask) -> None:
    device.connectors.report(1, 1, "Occupied")
    transaction = device.begin_transaction(1, 1)
    reply = ask("ChangeAvailability", operationalStatus="Inoperative")
    assert reply.answer == {"status": "Scheduled"}
    assert reported(reply) == [(1, 2, "Unavailable"), (2, 1, "Unavailable")]
    assert device.availability.due() == ()
    transaction.event("Ended", "EVDeparted")
    device.connectors.report(1, 1, "Available")
    (late,) = device.availability.due()
    assert late.payload["connectorStatus"] == "Unavailable"
    assert device.availability.due() == ()


def test_previous_connector_state_is_restored(device: Device, ask: Ask) -> None:
    device.connectors.report(2, 1, "Occupied")
    ask("ChangeAvailability", operationalStatus="Inoperative")
    back = reported(ask("ChangeAvailability", operationalStatus="Operative"))
    assert (2, 1, "Occupied") in back


def test_faulted_connector_stays_faulted(device: Device, ask: Ask) -> None:
    device.connectors.report(2, 1, "Faulted")
    assert reported(ask("ChangeAvailability", operationalStatus="Inoperative", evse={"id": 2})) == []


def test_connector_of_an_inoperative_evse_stays_inoperative(ask: Ask) -> None:
    ask("ChangeAvailability", operationalStatus="Inoperative", evse={"id": 2})
    place = {"id": 2, "connectorId": 1}
    assert ask("ChangeAvailability", operationalStatus="Operative", evse=place).then == ()


def test_unknown_evse_or_connector_is_rejected(status: Status) -> None:
    assert status("ChangeAvailability", operationalStatus="Operative", evse={"id": 7}) == "Rejected"
    assert status("ChangeAvailability", operationalStatus="Operative", evse={"id": 2, "connectorId": 2}) == "Rejected"
