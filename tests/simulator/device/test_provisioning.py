from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]

PROFILE: dict[str, Any] = {
    "ocppVersion": "OCPP20",
    "ocppTransport": "JSON",
    "ocppCsmsUrl": "wss://example.org/ocpp",
    "messageTimeout": 30,
    "securityProfile": 2,
    "ocppInterface": "Wired0",
}


def test_on_idle_reset_waits_for_transactions(device: Device, status: Status) -> None:
    assert status("Reset", type="OnIdle") == "Accepted"
    transaction = device.begin_transaction(1, 1)
    assert status("Reset", type="OnIdle") == "Scheduled"
    assert status("Reset", type="Immediate") == "Accepted"
    assert status("Reset", type="OnIdle", evseId=2) == "Accepted"
    assert status("Reset", type="OnIdle", evseId=1) == "Scheduled"
    assert device.provisioning.reset == {"type": "OnIdle", "evseId": 1}
    transaction.event("Ended", "EVDeparted")
    assert status("Reset", type="OnIdle", evseId=1) == "Accepted"


def test_boot_ends_a_scheduled_reset(device: Device, status: Status, token: dict[str, Any]) -> None:
    status("Reset", type="Immediate")
    status("RequestStartTransaction", idToken=token, remoteStartId=1, evseId=1)
    device.boot("RemoteReset")
    assert device.provisioning.reset is None
    assert device.begin_transaction(1, 1).remote_start_id is None


def test_reset_of_an_evse_without_allow_reset_is_rejected(device: Device, status: Status) -> None:
    assert status("Reset", type="Immediate", evseId=3) == "Rejected"
    device.model.put("EVSE", "AllowReset", False, evse=1)
    assert status("Reset", type="Immediate", evseId=1) == "Rejected"
    assert device.provisioning.reset is None


def test_reset_during_an_installation_is_rejected(device: Device, status: Status, later: Any) -> None:
    firmware = {"location": "https://example.org/fw", "retrieveDateTime": later(0)}
    assert status("UpdateFirmware", requestId=1, firmware=firmware) == "Accepted"
    device.firmware.status_notification("Installing")
    assert status("Reset", type="Immediate") == "Rejected"
    device.firmware.status_notification("Installed")
    assert status("Reset", type="Immediate") == "Accepted"


def test_stored_network_profile_can_be_selected(device: Device, ask: Ask, status: Status) -> None:
    assert status("SetNetworkProfile", configurationSlot=2, connectionData=PROFILE) == "Accepted"
    assert device.provisioning.network_profiles == {2: PROFILE}
    entry = {
        "component": {"name": "OCPPCommCtrlr"},
        "variable": {"name": "NetworkConfigurationPriority"},
        "attributeValue": "2,1",
    }
    answer = ask("SetVariables", setVariableData=[entry]).answer
    assert isinstance(answer, dict)
    assert answer["setVariableResult"][0]["attributeStatus"] == "Accepted"


@pytest.mark.parametrize(
    ("slot", "change"),
    [
        (9, {}),
        (2, {"ocppTransport": "SOAP"}),
        (2, {"ocppVersion": "OCPP16"}),
        (2, {"securityProfile": 1}),
        (2, {"securityProfile": 4}),
    ],
)
def test_invalid_network_profile_is_rejected(device: Device, status: Status, slot: int, change: dict[str, Any]) -> None:
    device.model.put("SecurityCtrlr", "SecurityProfile", 2)
    assert status("SetNetworkProfile", configurationSlot=slot, connectionData=PROFILE | change) == "Rejected"
    assert device.provisioning.network_profiles == {}
