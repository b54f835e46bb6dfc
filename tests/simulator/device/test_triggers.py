from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Call, Device, Reply

Ask = Callable[..., Reply]


def triggered(reply: Reply) -> tuple[Call, ...]:
    assert reply.answer == {"status": "Accepted"}
    return reply.then


@pytest.mark.parametrize(
    ("wanted", "payload"),
    [
        ("Heartbeat", {}),
        ("LogStatusNotification", {"status": "Idle"}),
        ("FirmwareStatusNotification", {"status": "Idle"}),
        ("PublishFirmwareStatusNotification", {"status": "Idle"}),
    ],
)
def test_triggered_message_of_an_idle_station_is_sent(ask: Ask, wanted: str, payload: dict[str, Any]) -> None:
    assert triggered(ask("TriggerMessage", requestedMessage=wanted)) == (Call(wanted, payload),)


def test_triggered_boot_is_rejected_after_acceptance(device: Device, ask: Ask) -> None:
    device.registration = "Pending"
    (boot,) = triggered(ask("TriggerMessage", requestedMessage="BootNotification"))
    assert boot.payload["reason"] == "Triggered"
    device.registration = "Accepted"
    answer = ask("TriggerMessage", requestedMessage="BootNotification").answer
    assert isinstance(answer, dict)
    assert answer["status"] == "Rejected"


def test_meter_values_are_triggered_for_one_or_all_evses(ask: Ask) -> None:
    (one,) = triggered(ask("TriggerMessage", requestedMessage="MeterValues", evse={"id": 2}))
    assert one.payload["evseId"] == 2
    assert one.payload["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"
    every = triggered(ask("TriggerMessage", requestedMessage="MeterValues"))
    assert [call.payload["evseId"] for call in every] == [1, 2]


def test_triggered_transaction_event_needs_a_transaction(device: Device, ask: Ask, status: Callable[..., str]) -> None:
    wanted = {"requestedMessage": "TransactionEvent"}
    assert status("TriggerMessage", **wanted) == "Rejected"
    transaction = device.begin_transaction(1, 1)
    transaction.event("Started", "CablePluggedIn", chargingState="Charging")
    (event,) = triggered(ask("TriggerMessage", **wanted, evse={"id": 1}))
    assert event.payload["triggerReason"] == "Trigger"
    assert event.payload["evse"]["id"] == 1
    assert event.payload["seqNo"] == 1
    assert event.payload["transactionInfo"]["chargingState"] == "Charging"
    assert event.payload["meterValue"][0]["sampledValue"][0]["context"] == "Trigger"
    (event,) = triggered(ask("TriggerMessage", **wanted))
    assert "evse" not in event.payload
    assert ask("TriggerMessage", **wanted, evse={"id": 2}).then == ()


def test_triggered_status_needs_one_connector(device: Device, ask: Ask) -> None:
    device.connectors.set(1, 1, "Occupied")
    wanted = {"requestedMessage": "StatusNotification"}
    reported = triggered(ask("TriggerMessage", **wanted, evse={"id": 1, "connectorId": 1}))
    assert reported[0].payload["connectorStatus"] == "Occupied"
    for place in ({}, {"evse": {"id": 1}}, {"evse": {"id": 1, "connectorId": 2}}, {"evse": {"id": 9}}):
        assert ask("TriggerMessage", **wanted, **place).then == ()


def test_triggered_status_of_firmware_and_log_is_current(
    device: Device, ask: Ask, later: Callable[[float], str]
) -> None:
    firmware = {"location": "https://example.org/fw", "retrieveDateTime": later(0)}
    ask("UpdateFirmware", requestId=4, firmware=firmware)
    device.firmware.status_notification("Downloading")
    (reported,) = triggered(ask("TriggerMessage", requestedMessage="FirmwareStatusNotification"))
    assert reported.payload == {"status": "Downloading", "requestId": 4}
    ask("GetLog", logType="SecurityLog", requestId=5, log={"remoteLocation": "https://example.org/log"})
    (reported,) = triggered(ask("TriggerMessage", requestedMessage="LogStatusNotification"))
    assert reported.payload == {"status": "Uploading", "requestId": 5}
