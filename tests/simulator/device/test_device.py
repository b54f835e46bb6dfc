from collections.abc import Callable, Iterable
from typing import Any

import pytest

from plugfest.simulator.device import Call, Clock, Device, Refusal, Reply

Ask = Callable[..., Reply]
Checked = Callable[[Iterable[Call]], tuple[Call, ...]]


def test_boot_always_has_a_serial_number(checked: Checked) -> None:
    boot = Device(identity="a station with quite a long name").boot("RemoteReset")
    checked([boot])
    assert boot.payload["reason"] == "RemoteReset"
    assert boot.payload["chargingStation"]["serialNumber"] == "a station with quite a lo"


@pytest.mark.parametrize(
    ("reports", "actions"),
    [
        ("both", ["StatusNotification", "NotifyEvent"]),
        ("StatusNotification", ["StatusNotification"]),
        ("NotifyEvent", ["NotifyEvent"]),
    ],
)
def test_connector_is_reported_by_either_message(reports: Any, actions: list[str], checked: Checked) -> None:
    device = Device(identity="CS1", reports=reports)
    calls = checked(device.connectors.report(2, 1, "Occupied"))
    assert [call.action for call in calls] == actions
    for call in calls:
        if call.action == "NotifyEvent":
            (event,) = call.payload["eventData"]
            assert event["actualValue"] == "Occupied"
            assert event["component"] == {"name": "Connector", "evse": {"id": 2, "connectorId": 1}}
            assert event["trigger"] == "Delta"
        else:
            assert call.payload["connectorStatus"] == "Occupied"


def test_reported_state_is_stored_in_the_device_model(device: Device) -> None:
    device.connectors.report(1, 1, "Occupied")
    assert device.model.value("EVSE", "AvailabilityState", evse=1) == "Occupied"
    assert device.model.value("ChargingStation", "AvailabilityState") == "Available"
    device.connectors.report(2, 1, "Faulted")
    assert device.model.value("ChargingStation", "AvailabilityState") == "Occupied"
    assert device.model.value("Connector", "Problem", evse=2, connector=1) == "true"


def test_all_connectors_are_reported_in_order(checked: Checked) -> None:
    device = Device(identity="CS1", connectors=(1, 2), reports="StatusNotification")
    places = [(call.payload["evseId"], call.payload["connectorId"]) for call in device.connectors.report_all()]
    assert places == [(1, 1), (2, 1), (2, 2)]
    with pytest.raises(KeyError):
        device.connectors.report(1, 2, "Available")


def test_event_ids_are_unique(device: Device) -> None:
    calls = [call for call in device.connectors.report_all() if call.action == "NotifyEvent"]
    ids = [call.payload["eventData"][0]["eventId"] for call in calls]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Heartbeat", {}, "NotImplemented"),
        ("NoSuchThing", {}, "NotImplemented"),
        ("Reset", {}, "OccurrenceConstraintViolation"),
        ("Reset", {"type": 5}, "TypeConstraintViolation"),
        ("Reset", {"type": "Softly"}, "PropertyConstraintViolation"),
        ("Reset", {"type": "OnIdle", "when": "now"}, "FormatViolation"),
        (
            "ReserveNow",
            {"id": 1, "expiryDateTime": "soon", "idToken": {"idToken": "x", "type": "Central"}},
            "PropertyConstraintViolation",
        ),
    ],
)
def test_a_malformed_request_is_refused(device: Device, action: str, payload: dict[str, Any], code: str) -> None:
    answer = device.reply(action, payload).answer
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert len(answer.description) <= 255


def test_rejected_station_refuses_every_request(device: Device) -> None:
    device.registration = "Rejected"
    answer = device.reply("GetLocalListVersion", {}).answer
    assert answer == Refusal("SecurityError", "The station has been rejected")


def test_custom_data_is_accepted(ask: Ask) -> None:
    custom = {"vendorId": "org.example", "more": [1, 2]}
    assert ask("ClearCache", customData=custom).answer == {"status": "Accepted"}
    asked = {"component": {"name": "EVSE", "evse": {"id": 1}, "customData": custom}, "variable": {"name": "Power"}}
    answer = ask("GetVariables", getVariableData=[asked], customData=custom).answer
    assert not isinstance(answer, Refusal)
    assert answer["getVariableResult"][0]["attributeStatus"] == "Accepted"


def test_messages_of_the_device_are_valid(device: Device, token: dict[str, Any], checked: Checked) -> None:
    checked([device.boot(), device.heartbeat(), device.authorize(token), device.meter_values(1)])


def test_devices_are_independent() -> None:
    one, other = Device(identity="one", clock=Clock()), Device(identity="other")
    one.model.put("OCPPCommCtrlr", "OfflineThreshold", 5)
    assert other.model.value("OCPPCommCtrlr", "OfflineThreshold") == "600"
