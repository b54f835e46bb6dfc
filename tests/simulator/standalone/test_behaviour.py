"""Whole sessions: start and end of transactions, and their events."""

from typing import Any

import pytest

PLUG_FIRST = ("plug_in", "swipe", "swipe", "unplug")
SWIPE_FIRST = ("swipe", "plug_in", "swipe", "unplug")

SESSIONS = [
    (
        *("EVConnected", "EVConnected", PLUG_FIRST),
        ["Started CablePluggedIn EVConnected", "Updated Authorized EVConnected"],
        ["Updated StopAuthorized Charging", "Updated ChargingStateChanged EVConnected"],
        ["Ended EVCommunicationLost Idle EVDisconnected"],
    ),
    (
        *("EVConnected", "Authorized", PLUG_FIRST),
        ["Started CablePluggedIn EVConnected", "Updated Authorized EVConnected"],
        ["Ended StopAuthorized EVConnected Local"],
        [],
    ),
    (
        *("Authorized", "Authorized", PLUG_FIRST),
        ["Started Authorized EVConnected"],
        ["Ended StopAuthorized EVConnected Local"],
        [],
    ),
    (
        *("Authorized", "PowerPathClosed", SWIPE_FIRST),
        ["Started Authorized Idle", "Updated CablePluggedIn EVConnected"],
        ["Ended StopAuthorized EVConnected Local"],
        [],
    ),
    (
        *("EVConnected", "EVConnected", SWIPE_FIRST),
        ["Started Authorized EVConnected"],
        ["Updated StopAuthorized Charging", "Updated ChargingStateChanged EVConnected"],
        ["Ended EVCommunicationLost Idle EVDisconnected"],
    ),
    (
        *("EVConnected,Authorized", "EVConnected", SWIPE_FIRST),
        ["Started Authorized Idle", "Updated CablePluggedIn EVConnected"],
        ["Updated StopAuthorized Charging", "Updated ChargingStateChanged EVConnected"],
        ["Ended EVCommunicationLost Idle EVDisconnected"],
    ),
    *(
        (
            *("PowerPathClosed", "PowerPathClosed", order),
            ["Started Authorized EVConnected"],
            ["Ended StopAuthorized EVConnected Local"],
            [],
        )
        for order in (PLUG_FIRST, SWIPE_FIRST)
    ),
    *(
        (
            *("DataSigned", "Authorized", order),
            ["Started SignedDataReceived EVConnected"],
            ["Ended StopAuthorized EVConnected Local"],
            [],
        )
        for order in (PLUG_FIRST, SWIPE_FIRST)
    ),
    (
        *("ParkingBayOccupancy", "ParkingBayOccupancy", (*PLUG_FIRST, "drive_away")),
        ["Started EVDetected Idle", "Updated CablePluggedIn EVConnected", "Updated Authorized EVConnected"],
        ["Updated StopAuthorized Charging", "Updated ChargingStateChanged EVConnected"],
        ["Updated EVCommunicationLost Idle", "Ended EVDeparted Idle"],
    ),
]


def play(life: Any, verbs: tuple[str, ...]) -> list[str]:
    reported: list[str] = []
    for verb in verbs:
        reported += life.swipe() if verb == "swipe" else life.does(getattr(life.behaviour.at(1), verb)())
    return [text for text in reported if " " in text]


@pytest.mark.parametrize(("start", "stop", "verbs", "begin", "stopped", "end"), SESSIONS)
def test_a_session_is_reported_by_its_start_and_stop_points(
    life: Any, start: str, stop: str, verbs: tuple[str, ...], begin: list[str], stopped: list[str], end: list[str]
) -> None:
    life.points(start, stop).configure(SampledDataCtrlr_SignReadings=start == "DataSigned")
    reported = play(life, verbs)
    assert reported == [*begin, "Updated ChargingStateChanged Charging", *stopped, *end]


@pytest.mark.parametrize("order", [PLUG_FIRST, SWIPE_FIRST])
def test_transaction_can_consist_of_the_energy_transfer_only(life: Any, order: tuple[str, ...]) -> None:
    reported = play(life.points("EnergyTransfer", "EnergyTransfer"), order)
    begin, *end = reported
    assert begin == "Started Authorized Charging"
    assert end == ["Updated StopAuthorized Charging", "Ended ChargingStateChanged EVConnected Local"]


POINTS = ("EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer", "ParkingBayOccupancy", "DataSigned")


@pytest.mark.parametrize("start", POINTS)
@pytest.mark.parametrize("stop", POINTS)
@pytest.mark.parametrize("order", [PLUG_FIRST, SWIPE_FIRST])
def test_every_session_is_one_well_formed_transaction(life: Any, start: str, stop: str, order: tuple[str, ...]) -> None:
    play(life.points(start, stop).configure(SampledDataCtrlr_SignReadings=True), (*order, "drive_away"))
    events = life.events
    kinds = [event["eventType"] for event in events]
    assert kinds == ["Started", *["Updated"] * (len(events) - 2), "Ended"]
    assert [event["seqNo"] for event in events] == list(range(len(events)))
    assert len({event["transactionInfo"]["transactionId"] for event in events}) == 1
    stamps = [event["timestamp"] for event in events]
    assert stamps == sorted(set(stamps))
    assert sum("evse" in event for event in events) == 1, "the EVSE is told once, when the EV is connected"
    assert any("idToken" in event for event in events)
    contexts = [value["sampledValue"][0]["context"] for value in events[-1]["meterValue"]]
    assert contexts == ["Transaction.Begin", "Transaction.End"]
    assert not life.behaviour.at(1).state.locked
    assert not life.device.transactions.open


def test_evses_charge_simultaneously(life: Any) -> None:
    for evse in (1, 2):
        life.does(life.behaviour.at(evse).plug_in())
        life.swipe({"idToken": f"DRIVER{evse}", "type": "ISO14443"}, evse)
    life.swipe({"idToken": "DRIVER1", "type": "ISO14443"}, 1)
    life.does(life.behaviour.at(1).unplug())
    (running,) = life.device.transactions.open
    assert (running.evse, running.charging_state) == (2, "Charging")


def test_second_charge_with_the_same_plug_is_a_new_transaction(life: Any) -> None:
    life.points("EVConnected", "Authorized")
    life.does(life.behaviour.at(1).plug_in())
    life.swipe(), life.swipe()
    assert life.swipe()[1:] == ["Started Authorized EVConnected", "Updated ChargingStateChanged Charging"]
    assert len(life.device.transactions) == 2


def test_ended_event_reports_the_time_spent_charging(life: Any) -> None:
    place = life.points("EVConnected", "EVConnected").behaviour.at(1)
    life.does(place.plug_in())
    life.swipe()
    life.device.clock.advance(100)
    life.does(place.ev_suspends())
    life.device.clock.advance(1000)
    life.does(place.ev_asks())
    life.device.clock.advance(50)
    life.swipe()
    life.does(place.unplug())
    assert life.events[-1]["transactionInfo"]["timeSpentCharging"] == 150
    life.does(place.plug_in())
    life.does(place.unplug())
    assert life.events[-1]["transactionInfo"]["timeSpentCharging"] == 0, "in the next one none has"
