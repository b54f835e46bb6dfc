from collections.abc import Callable, Iterable
from typing import Any

import pytest

from plugfest.simulator.device import Call, Device, Reply
from plugfest.simulator.device.clock import moment_of

Ask = Callable[..., Reply]
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


def test_remote_start_supplies_id_token_and_profile(
    device: Device, ask: Ask, token: dict[str, Any], checked: Checked
) -> None:
    profile = {
        "id": 5,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [
            {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}]}
        ],
    }
    start = ask("RequestStartTransaction", idToken=token, remoteStartId=9, evseId=2, chargingProfile=profile)
    assert start.answer == {"status": "Accepted"}
    other = device.begin_transaction(1, 1)
    assert other.remote_start_id is None
    transaction = device.begin_transaction(2, 1)
    started, updated = checked(
        [transaction.event("Started", "RemoteStart"), transaction.event("Updated", "CablePluggedIn")]
    )
    assert started.payload["idToken"] == token
    assert started.payload["transactionInfo"]["remoteStartId"] == 9
    assert "remoteStartId" not in updated.payload["transactionInfo"]
    assert device.smart_charging.installed[5].profile["transactionId"] == transaction.id


def test_remote_start_response_names_the_waiting_transaction(device: Device, ask: Ask, token: dict[str, Any]) -> None:
    transaction = device.begin_transaction(1, 1)
    transaction.event("Started", "CablePluggedIn", chargingState="EVConnected")
    assert ask("RequestStartTransaction", idToken=token, remoteStartId=9, evseId=1).answer == {
        "status": "Accepted",
        "transactionId": transaction.id,
    }
    event = transaction.event("Updated", "RemoteStart").payload
    assert event["transactionInfo"]["remoteStartId"] == 9
    assert event["idToken"] == token


def test_impossible_remote_start_is_rejected(
    device: Device, ask: Ask, status: Callable[..., str], token: dict[str, Any]
) -> None:
    asked = {"idToken": token, "remoteStartId": 1}
    assert status("RequestStartTransaction", **asked, evseId=3) == "Rejected"
    device.connectors.set(1, 1, "Unavailable")
    assert status("RequestStartTransaction", **asked, evseId=1) == "Rejected"
    device.begin_transaction(2, 1, token)
    assert status("RequestStartTransaction", **asked, evseId=2) == "Rejected"
    assert status("RequestStartTransaction", **asked) == "Rejected"
    device.connectors.set(1, 1, "Available")
    assert status("RequestStartTransaction", **asked) == "Accepted"
    device.registration = "Pending"
    assert status("RequestStartTransaction", **asked) == "Rejected"


@pytest.mark.parametrize("change", [{"chargingProfilePurpose": "TxDefaultProfile"}, {"transactionId": "T1"}])
def test_a_start_with_a_wrong_profile_is_rejected(
    status: Callable[..., str], token: dict[str, Any], change: dict[str, Any]
) -> None:
    profile = {
        "id": 5,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": [
            {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}]}
        ],
        **change,
    }
    asked = {"idToken": token, "remoteStartId": 1, "evseId": 1, "chargingProfile": profile}
    assert status("RequestStartTransaction", **asked) == "Rejected"


def test_only_open_transactions_are_stopped(device: Device, status: Callable[..., str]) -> None:
    transaction = device.begin_transaction(1, 1)
    assert status("RequestStopTransaction", transactionId=transaction.id) == "Accepted"
    transaction.event("Ended", "RemoteStop", stoppedReason="Remote")
    assert status("RequestStopTransaction", transactionId=transaction.id) == "Rejected"
    assert status("RequestStopTransaction", transactionId="T0") == "Rejected"


def test_the_transaction_status_includes_queued_events(device: Device, ask: Ask) -> None:
    transaction = device.begin_transaction(1, 1)
    event = device.queue.put(transaction.event("Started", "CablePluggedIn"))
    device.queue.put(device.heartbeat())
    assert ask("GetTransactionStatus").answer == {"messagesInQueue": True}
    asked = {"transactionId": transaction.id}
    assert ask("GetTransactionStatus", **asked).answer == {"ongoingIndicator": True, "messagesInQueue": True}
    assert ask("GetTransactionStatus", transactionId="T0").answer == {
        "ongoingIndicator": False,
        "messagesInQueue": False,
    }
    device.queue.take(event)
    transaction.event("Ended", "EVDeparted")
    assert ask("GetTransactionStatus", **asked).answer == {"ongoingIndicator": False, "messagesInQueue": False}
    assert ask("GetTransactionStatus").answer == {"messagesInQueue": False}


def test_queue_keeps_its_order_when_items_are_removed(device: Device) -> None:
    first, second, third = (device.queue.put(device.boot(reason)) for reason in ("PowerUp", "Triggered", "Unknown"))
    assert device.queue.take(second) is second
    assert list(device.queue) == [first, third]
    assert device.queue.take() is first
    with pytest.raises(LookupError):
        device.queue.take(second)
    device.queue.take()
    with pytest.raises(LookupError):
        device.queue.take()


def test_running_cost_is_stored_with_the_transaction(device: Device, ask: Ask) -> None:
    transaction = device.begin_transaction(1, 1)
    assert ask("CostUpdated", totalCost=1.25, transactionId=transaction.id).answer == {}
    assert ask("CostUpdated", totalCost=9, transactionId="T0").answer == {}
    assert transaction.total_cost == 1.25


def test_transaction_ids_are_compared_without_letter_case(device: Device, status: Callable[..., str]) -> None:
    transaction = device.begin_transaction(1, 1, None, "Tx-a")
    assert device.transactions.find("TX-A") is transaction
    assert status("RequestStopTransaction", transactionId="tX-A") == "Accepted"
