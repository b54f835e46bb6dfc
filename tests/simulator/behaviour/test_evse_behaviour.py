"""One EVSE: cable, lock, energy, and the events that follow."""

from typing import Any

import pytest
from support.behaviours import Life

PLUG_FIRST = ("plug_in", "swipe", "swipe", "unplug")
SWIPE_FIRST = ("swipe", "plug_in", "swipe", "unplug")


def test_a_connector_is_reported_before_the_event_of_its_transaction(life: Any) -> None:
    place = life.points("EVConnected", "EVConnected").behaviour.at(1)
    assert life.does(place.plug_in()) == ["Occupied", "Started CablePluggedIn EVConnected"]
    assert life.does(place.unplug()) == ["Available", "Ended EVCommunicationLost Idle EVDisconnected"]


def test_ev_and_evse_suspend_and_resume_charging(life: Any) -> None:
    place = life.behaviour.at(1)
    life.does(place.plug_in(demand="not ready"))
    assert life.swipe() == ["Authorize", "Updated Authorized EVConnected"]
    changed = "Updated ChargingStateChanged"
    assert life.does(place.ev_asks()) == [f"{changed} Charging"]
    assert life.does(place.ev_suspends()) == [f"{changed} SuspendedEV"]
    assert life.does(place.suspend()) == [f"{changed} SuspendedEVSE"]
    assert life.does(place.ev_asks()) == []
    assert life.does(place.resume()) == [f"{changed} Charging"]
    assert life.does(place.ev_is_not_ready()) == [f"{changed} EVConnected"]


def test_unplugging_at_the_ev_ends_the_authorization(life: Any) -> None:
    place = life.points("EVConnected", "ParkingBayOccupancy").behaviour.at(1)
    life.does(place.plug_in())
    life.swipe()
    assert life.does(place.unplug_ev_side()) == ["Updated EVCommunicationLost Idle"]
    assert life.does(place.plug_in_ev_side()) == ["Updated CablePluggedIn EVConnected"]
    assert life.swipe({"idToken": "BOB", "type": "ISO14443"}) == [], "one transaction, one token"
    assert life.swipe()[1:] == ["Updated Authorized EVConnected", "Updated ChargingStateChanged Charging"]


def test_unplugging_at_the_ev_can_keep_the_authorization(life: Any) -> None:
    life.points("EVConnected", "Authorized").configure(TxCtrlr_StopTxOnEVSideDisconnect=False)
    place = life.behaviour.at(1)
    life.does(place.plug_in())
    life.swipe()
    assert life.does(place.unplug_ev_side()) == ["Updated EVCommunicationLost Idle"]
    assert life.does(place.plug_in_ev_side())[1:] == ["Updated ChargingStateChanged Charging"]


def test_fixed_cable_is_occupied_when_the_ev_is_connected() -> None:
    life = Life(fixed_cables=True)
    place = life.behaviour.at(1)
    assert life.does(place.plug_in())[0] == "Occupied"
    life.swipe()
    assert not place.state.locked
    assert life.does(place.unplug())[0] == "Available"


def test_locked_cable_cannot_be_unplugged(life: Any) -> None:
    place = life.behaviour.at(1)
    life.does(place.plug_in())
    life.swipe()
    with pytest.raises(RuntimeError, match="the cable at EVSE 1 is locked"):
        place.unplug()
    life.swipe()
    assert "Available" in life.does(place.unplug())


def test_immediate_reset_ends_the_transaction(life: Any) -> None:
    place = life.points("EVConnected", "EVConnected").behaviour.at(1)
    assert life.does(place.reset()) == []
    life.does(place.plug_in())
    life.swipe()
    assert life.does(place.reset()) == ["Ended ResetCommand EVConnected ImmediateReset"]
    assert "idToken" not in life.events[-1]


@pytest.mark.parametrize("order", [PLUG_FIRST, SWIPE_FIRST])
def test_failed_lock_prevents_charging(life: Any, order: tuple[str, ...]) -> None:
    place = life.points("EVConnected", "EVConnected").behaviour.at(1)
    place.break_lock()
    reported = [
        text for verb in order[:2] for text in (life.swipe() if verb == "swipe" else life.does(place.plug_in()))
    ]
    assert reported[-1] == "NotifyEvent"
    (event,) = life.said[-1].payload["eventData"]
    assert event["component"] == {"name": "ConnectorPlugRetentionLock", "evse": {"id": 1, "connectorId": 1}}
    assert (event["variable"]["name"], event["actualValue"]) == ("Problem", "true")
    assert not place.state.locked
    assert life.device.meter.registers[1].power == 0
    assert life.does(place.unplug())[-1] == "Ended EVCommunicationLost Idle EVDisconnected"


def test_a_fixed_cable_needs_no_lock() -> None:
    life = Life(fixed_cables=True)
    life.behaviour.at(1).break_lock()
    life.does(life.behaviour.at(1).plug_in())
    assert life.swipe()[-1] == "Updated ChargingStateChanged Charging"
