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
