from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Refusal, Reply

Ask = Callable[..., Reply]
PROBLEM_ON_EVSE_1 = [{"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}}]


def reported(reply: Reply) -> list[dict[str, Any]]:
    assert reply.answer == {"status": "Accepted"}
    return [entry for call in reply.then for entry in call.payload["reportData"]]


def names(reply: Reply) -> set[tuple[str, str]]:
    return {(entry["component"]["name"], entry["variable"]["name"]) for entry in reported(reply)}


def test_full_inventory_is_sent_in_numbered_parts(ask: Ask) -> None:
    reply = ask("GetBaseReport", requestId=7, reportBase="FullInventory")
    assert len(reply.then) > 1
    assert {call.payload["requestId"] for call in reply.then} == {7}
    assert [call.payload["seqNo"] for call in reply.then] == list(range(len(reply.then)))
    assert [call.payload["tbc"] for call in reply.then] == [True] * (len(reply.then) - 1) + [False]
    entries = reported(reply)
    keys = [str((entry["component"], entry["variable"])) for entry in entries]
    assert len(keys) == len(set(keys))
    assert all("variableCharacteristics" in entry for entry in entries)


def test_full_inventory_contains_the_variables_required_by_part_2(ask: Ask) -> None:
    found = names(ask("GetBaseReport", requestId=1, reportBase="FullInventory"))
    assert found >= {
        ("OCPPCommCtrlr", "OfflineThreshold"),
        ("OCPPCommCtrlr", "NetworkConfigurationPriority"),
        ("DeviceDataCtrlr", "BytesPerMessage"),
        ("SecurityCtrlr", "BasicAuthPassword"),
        ("TxCtrlr", "TxStartPoint"),
        ("EVSE", "Power"),
        ("Connector", "ConnectorType"),
        ("ChargingStation", "SupplyPhases"),
        ("MonitoringCtrlr", "ItemsPerMessage"),
        ("LocalAuthListCtrlr", "Entries"),
        ("SmartChargingCtrlr", "ProfileStackLevel"),
        ("DisplayMessageCtrlr", "SupportedFormats"),
        ("ISO15118Ctrlr", "ContractValidationOffline"),
    }


def test_a_configuration_inventory_holds_only_what_can_be_set(ask: Ask) -> None:
    entries = reported(ask("GetBaseReport", requestId=1, reportBase="ConfigurationInventory"))
    assert entries
    assert all(entry["variableAttribute"][0]["mutability"] != "ReadOnly" for entry in entries)


def test_a_summary_reports_the_state_of_everything(ask: Ask) -> None:
    entries = reported(ask("GetBaseReport", requestId=1, reportBase="SummaryInventory"))
    states = [entry["component"] for entry in entries if entry["variable"]["name"] == "AvailabilityState"]
    assert states == [
        {"name": "ChargingStation"},
        {"name": "EVSE", "evse": {"id": 1}},
        {"name": "EVSE", "evse": {"id": 2}},
        {"name": "Connector", "evse": {"id": 1, "connectorId": 1}},
        {"name": "Connector", "evse": {"id": 2, "connectorId": 1}},
    ]


def test_write_only_values_are_left_out(ask: Ask) -> None:
    entries = reported(ask("GetBaseReport", requestId=1, reportBase="FullInventory"))
    (password,) = [entry for entry in entries if entry["variable"]["name"] == "BasicAuthPassword"]
    assert password["variableAttribute"][0]["mutability"] == "WriteOnly"
    assert "value" not in password["variableAttribute"][0]


def test_criteria_and_variables_limit_a_custom_report(device: Device, ask: Ask) -> None:
    asked = {"requestId": 3, "componentVariable": PROBLEM_ON_EVSE_1}
    none = ask("GetReport", componentCriteria=["Problem"], **asked)
    assert none.answer == {"status": "EmptyResultSet"}
    assert none.then == ()
    (entry,) = reported(ask("GetReport", componentCriteria=["Available"], **asked))
    assert entry["component"] == {"name": "EVSE", "evse": {"id": 1}}
    device.connectors.set(1, 1, "Faulted")
    (entry,) = reported(ask("GetReport", componentCriteria=["Problem", "Active"], **asked))
    assert entry["variableAttribute"][0]["value"] == "Faulted"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"component": {"name": "EVSE"}, "variable": {"name": "AvailabilityState"}}, 2),
        ({"component": {"name": "Connector", "evse": {"id": 1}}, "variable": {"name": "ConnectorType"}}, 1),
        ({"component": {"name": "DeviceDataCtrlr"}, "variable": {"name": "ItemsPerMessage"}}, 3),
        (
            {
                "component": {"name": "DeviceDataCtrlr"},
                "variable": {"name": "ItemsPerMessage", "instance": "GetReport"},
            },
            1,
        ),
        ({"component": {"name": "LocalAuthListCtrlr"}}, 7),
    ],
)
def test_omitted_parts_of_an_entry_match_all(ask: Ask, asked: dict[str, Any], count: int) -> None:
    assert len(reported(ask("GetReport", requestId=1, componentVariable=[asked]))) == count


def test_too_many_entries_are_refused(ask: Ask) -> None:
    answer = ask("GetReport", requestId=1, componentVariable=[{"component": {"name": "EVSE"}}] * 5).answer
    assert isinstance(answer, Refusal)


def test_a_page_says_what_holds_when_it_is_sent(device: Device) -> None:
    """A page that was composed when it was asked for would report a value that has been set since as it was before."""
    pages = device.reply("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}).then
    place = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}}
    device.reply("SetVariables", {"setVariableData": [{**place, "attributeValue": "123"}]})
    entries = [entry for page in pages for entry in page.payload["reportData"]]
    (entry,) = (each for each in entries if each["variable"]["name"] == "OfflineThreshold")
    assert entry["variableAttribute"][0]["value"] == "123"
    assert pages[0].payload is pages[0].payload, "once composed, a page stays as it is"
