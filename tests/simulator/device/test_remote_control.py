"""Remote starts and stops, and the state of transactions."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from plugfest.simulator.device import Call, Device, Reply

Ask = Callable[..., Reply]
Checked = Callable[[Iterable[Call]], tuple[Call, ...]]


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


class TestUnlockConnector:
    @pytest.fixture
    def device(self) -> Device:
        return Device(identity="CS1", connectors=(2, 1))

    def test_unlock_connector_has_its_status(
        self, device: Device, status: Callable[..., str], token: dict[str, Any]
    ) -> None:
        assert status("UnlockConnector", evseId=1, connectorId=1) == "Unlocked"
        assert status("UnlockConnector", evseId=1, connectorId=3) == "UnknownConnector"
        assert status("UnlockConnector", evseId=3, connectorId=1) == "UnknownConnector"
        transaction = device.begin_transaction(1, 1)
        assert status("UnlockConnector", evseId=1, connectorId=1) == "Unlocked"
        transaction.event("Started", "Authorized", token=token)
        assert status("UnlockConnector", evseId=1, connectorId=1) == "OngoingAuthorizedTransaction"
        assert status("UnlockConnector", evseId=1, connectorId=2) == "Unlocked"
