"""Composing events: overridden fields and minimal stations."""

from typing import Any

import pytest

from plugfest.simulator.behaviour.event_composer import MAX_KEPT
from plugfest.simulator.behaviour.evse_behaviour import EvseBehaviour
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.device import Clock, Device

ALICE = {"idToken": "ALICE", "type": "ISO14443"}


@pytest.fixture
def device() -> Device:
    return Device(identity="CS1", clock=Clock(behind=600))


@pytest.fixture
def place(device: Device) -> EvseBehaviour:
    """An EVSE that says no more than it must."""
    return EvseBehaviour(device, 1, OutgoingQueue(device), minimal=True)


def events(calls: Any) -> list[dict[str, Any]]:
    return [call.payload for call in calls if call.action == "TransactionEvent"]


def test_minimal_station_omits_descriptive_fields(place: EvseBehaviour) -> None:
    (started,) = events(place.authorize(ALICE, "Authorized"))
    assert "chargingState" not in started["transactionInfo"]
    reported = [*events(place.plug_in()), *events(place.stop(ALICE)), *events(place.unplug())]
    states = [event["transactionInfo"]["chargingState"] for event in reported]
    assert states == ["EVConnected", "Charging", "Charging", "EVConnected", "Idle"]
    assert not [event for event in reported if "meterValue" in event or "numberOfPhasesUsed" in event]


def test_a_minimal_station_does_not_report_changes_of_availability(device: Device, place: EvseBehaviour) -> None:
    place.plug_in()
    device.reply("ChangeAvailability", {"operationalStatus": "Inoperative", "evse": {"id": 1}})
    assert [call.action for call in place.unplug()][-1] == "TransactionEvent"


def test_overridden_fields_apply_to_one_event(place: EvseBehaviour) -> None:
    place.authorize(ALICE, "Authorized")
    with place.events.override_fields(triggerReason="ChargingStateChanged", chargingState="SuspendedEVSE", evse=False):
        reported = events(place.plug_in(demand="asks"))
    first, second = reported
    assert (first["triggerReason"], first["transactionInfo"]["chargingState"]) == (
        "ChargingStateChanged",
        "SuspendedEVSE",
    )
    assert "evse" not in first
    assert (second["transactionInfo"]["chargingState"], second["evse"]["id"]) == ("Charging", 1)


def test_field_overridden_by_none_is_omitted(place: EvseBehaviour) -> None:
    place.plug_in()
    with place.events.override_fields(stoppedReason=None):
        (ended,) = events(place.unplug())
    assert "stoppedReason" not in ended["transactionInfo"]


def test_unused_override_is_an_error(place: EvseBehaviour) -> None:
    mistake = pytest.raises(ValueError, match="no event was sent at EVSE 1 that could say chargingState")
    with mistake, place.events.override_fields(chargingState="Charging"):
        place.park()
    (started,) = events(place.plug_in(demand="not ready"))
    assert started["transactionInfo"]["chargingState"] == "EVConnected", "and it is forgotten"


def test_long_meter_series_is_thinned_out(place: EvseBehaviour) -> None:
    for number in range(MAX_KEPT + 1):
        place.events.keep({"number": number})
    kept = [value["number"] for value in place.state.series]
    assert kept == list(range(0, MAX_KEPT + 1, 2))
