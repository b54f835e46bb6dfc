from collections.abc import Callable, Iterable
from typing import Any

from plugfest.simulator.device import Call, Device
from plugfest.simulator.device.clock import moment_of

Checked = Callable[[Iterable[Call]], tuple[Call, ...]]


def test_events_are_numbered_from_0_in_order_of_time(device: Device, token: dict[str, Any], checked: Checked) -> None:
    transaction = device.begin_transaction(1, 1)
    events = checked(
        [
            transaction.event("Started", "CablePluggedIn", chargingState="EVConnected"),
            transaction.event("Updated", "Authorized", token=token),
            transaction.event("Updated", "ChargingStateChanged", chargingState="Charging"),
            transaction.event("Ended", "EVCommunicationLost", chargingState="Idle", stoppedReason="EVDisconnected"),
        ]
    )
    assert [event.payload["seqNo"] for event in events] == [0, 1, 2, 3]
    assert {event.payload["transactionInfo"]["transactionId"] for event in events} == {transaction.id}
    stamps = [moment_of(event.payload["timestamp"]) for event in events]
    assert stamps == sorted(set(stamps))
    assert transaction.ended
    assert device.transactions.open == ()
    assert device.transactions.on(1) is None


def test_evse_is_sent_once_by_default(device: Device) -> None:
    transaction = device.begin_transaction(1, 1)
    first, second, third, fourth = (
        transaction.event("Updated", "Trigger", evse=evse) for evse in (None, None, True, False)
    )
    assert first.payload["evse"] == third.payload["evse"] == {"id": 1, "connectorId": 1}
    assert "evse" not in second.payload
    assert "evse" not in fourth.payload


def test_evse_known_later_is_sent_then(device: Device, token: dict[str, Any]) -> None:
    transaction = device.begin_transaction(None, None, token)
    started = transaction.event("Started", "Authorized").payload
    transaction.evse, transaction.connector = 2, 1
    plugged = transaction.event("Updated", "CablePluggedIn", chargingState="EVConnected").payload
    assert "evse" not in started
    assert started["idToken"] == token
    assert plugged["evse"] == {"id": 2, "connectorId": 1}
    assert "idToken" not in plugged
    assert device.transactions.on(2) is transaction


def test_charging_state_is_repeated_in_later_events(device: Device) -> None:
    transaction = device.begin_transaction(1, 1)
    assert "chargingState" not in transaction.event("Started", "EVDetected").payload["transactionInfo"]
    transaction.event("Updated", "ChargingStateChanged", chargingState="Charging")
    assert transaction.event("Updated", "MeterValuePeriodic").payload["transactionInfo"]["chargingState"] == "Charging"


def test_explicit_sequence_number_does_not_change_the_count(device: Device) -> None:
    transaction = device.begin_transaction(1, 1)
    transaction.event("Started", "CablePluggedIn")
    assert transaction.event("Updated", "Trigger", seq_no=7, offline=True).payload["seqNo"] == 7
    assert transaction.event("Updated", "Trigger").payload["seqNo"] == 1


def test_extra_fields_are_put_into_their_object(device: Device, checked: Checked) -> None:
    transaction = device.begin_transaction(1, 1)
    event = transaction.event(
        "Updated", "Trigger", timeSpentCharging=12, cableMaxCurrent=32, customData={"vendorId": "org.example"}
    )
    checked([event])
    assert event.payload["transactionInfo"]["timeSpentCharging"] == 12
    assert event.payload["cableMaxCurrent"] == 32
