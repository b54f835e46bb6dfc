from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Refusal, Reply

Ask = Callable[..., Reply]


def entry(component: str, variable: str, instance: str | None = None, **more: Any) -> dict[str, Any]:
    named = {"name": variable} | ({"instance": instance} if instance is not None else {})
    return {"component": {"name": component}, "variable": named, **more}


def get(ask: Ask, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    answer = ask("GetVariables", getVariableData=list(entries)).answer
    assert not isinstance(answer, Refusal)
    results: list[dict[str, Any]] = answer["getVariableResult"]
    return results


def set_one(ask: Ask, component: str, variable: str, value: str, instance: str | None = None) -> str:
    answer = ask("SetVariables", setVariableData=[entry(component, variable, instance, attributeValue=value)]).answer
    assert not isinstance(answer, Refusal)
    return str(answer["setVariableResult"][0]["attributeStatus"])


def test_results_repeat_their_entries_and_name_the_attribute(ask: Ask) -> None:
    asked = [entry("OCPPCommCtrlr", "OfflineThreshold"), entry("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables")]
    first, second = get(ask, *asked)
    assert first == {**asked[0], "attributeType": "Actual", "attributeStatus": "Accepted", "attributeValue": "600"}
    assert second["variable"] == asked[1]["variable"]
    assert second["attributeValue"] == "4"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (entry("NoCtrlr", "OfflineThreshold"), "UnknownComponent"),
        (entry("OCPPCommCtrlr", "NoVariable"), "UnknownVariable"),
        (entry("DeviceDataCtrlr", "ItemsPerMessage"), "UnknownVariable"),
        (entry("OCPPCommCtrlr", "OfflineThreshold", attributeType="Target"), "NotSupportedAttributeType"),
        (entry("SecurityCtrlr", "BasicAuthPassword"), "Rejected"),
    ],
)
def test_a_write_only_variable_has_no_value(ask: Ask, asked: dict[str, Any], status: str) -> None:
    (result,) = get(ask, asked)
    assert result["attributeStatus"] == status
    assert "attributeValue" not in result
    assert result["attributeType"] == asked.get("attributeType", "Actual")


def test_names_are_compared_without_letter_case(ask: Ask) -> None:
    assert get(ask, entry("ocppCOMMctrlr", "offlineTHRESHOLD", ""))[0]["attributeStatus"] == "Accepted"


def test_evses_and_connectors_are_separate_components(ask: Ask) -> None:
    evse = {"component": {"name": "EVSE", "evse": {"id": 2}}, "variable": {"name": "AvailabilityState"}}
    connector = {"component": {"name": "Connector", "evse": {"id": 2, "connectorId": 1}}, "variable": evse["variable"]}
    nowhere = {"component": {"name": "EVSE", "evse": {"id": 3}}, "variable": evse["variable"]}
    found = get(ask, evse, connector, nowhere)
    assert [result["attributeStatus"] for result in found] == ["Accepted", "Accepted", "UnknownComponent"]
    assert found[0]["attributeValue"] == "Available"


def test_more_entries_than_reported_are_refused(ask: Ask) -> None:
    five = [entry("OCPPCommCtrlr", "OfflineThreshold")] * 5
    answer = ask("GetVariables", getVariableData=five).answer
    assert isinstance(answer, Refusal)
    assert answer.code == "OccurrenceConstraintViolation"


def test_items_per_message_is_read_from_the_device_model(device: Device, ask: Ask) -> None:
    device.model.put("DeviceDataCtrlr", "ItemsPerMessage", 5, "GetVariables")
    assert len(get(ask, *[entry("OCPPCommCtrlr", "OfflineThreshold")] * 5)) == 5


def test_a_set_value_can_be_read(ask: Ask) -> None:
    assert set_one(ask, "OCPPCommCtrlr", "OfflineThreshold", "123") == "Accepted"
    assert get(ask, entry("OCPPCommCtrlr", "OfflineThreshold"))[0]["attributeValue"] == "123"


def test_password_can_be_set_and_is_never_reported(device: Device, ask: Ask) -> None:
    assert set_one(ask, "SecurityCtrlr", "BasicAuthPassword", "0123456789abcdef") == "Accepted"
    assert device.model.value("SecurityCtrlr", "BasicAuthPassword") == "0123456789abcdef"
    pages = ask("GetBaseReport", requestId=1, reportBase="FullInventory").then
    assert "0123456789abcdef" not in str(pages)


@pytest.mark.parametrize(
    ("component", "variable", "value", "status"),
    [
        ("SecurityCtrlr", "SecurityProfile", "2", "Rejected"),
        ("OCPPCommCtrlr", "OfflineThreshold", "soon", "Rejected"),
        ("OCPPCommCtrlr", "OfflineThreshold", "-1", "Rejected"),
        ("OCPPCommCtrlr", "HeartbeatInterval", "0", "Rejected"),
        ("AuthCtrlr", "AuthorizeRemoteStart", "yes", "Rejected"),
        ("AuthCtrlr", "AuthorizeRemoteStart", "true", "Accepted"),
        ("SecurityCtrlr", "BasicAuthPassword", "short", "Rejected"),
        ("TxCtrlr", "TxStopPoint", "EVConnected,Authorized", "Accepted"),
        ("TxCtrlr", "TxStopPoint", "EVConnected,Whenever", "Rejected"),
        ("TxCtrlr", "TxStopPoint", "EVConnected,EVConnected", "Rejected"),
        ("SmartChargingCtrlr", "LimitChangeSignificance", "2.5", "Accepted"),
        ("SmartChargingCtrlr", "LimitChangeSignificance", "NaN", "Rejected"),
        ("SmartChargingCtrlr", "LimitChangeSignificance", "101", "Rejected"),
        ("AuthCacheCtrlr", "Policy", "LFU", "Accepted"),
        ("AuthCacheCtrlr", "Policy", "LRU,LFU", "Rejected"),
        ("TariffCostCtrlr", "Currency", "EURO", "Rejected"),
        ("OCPPCommCtrlr", "NetworkConfigurationPriority", "2,1", "Rejected"),
        ("OCPPCommCtrlr", "NetworkConfigurationPriority", "1", "Accepted"),
    ],
)
def test_set_value_has_its_status(ask: Ask, component: str, variable: str, value: str, status: str) -> None:
    assert set_one(ask, component, variable, value) == status


def test_date_time_variable_shows_the_current_time(device: Device) -> None:
    before = device.model.value("ClockCtrlr", "DateTime")
    device.clock.advance(60)
    assert device.model.value("ClockCtrlr", "DateTime") > before
