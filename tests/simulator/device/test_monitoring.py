from collections.abc import Callable
from typing import Any

import pytest

from plugfest.simulator.device import Device, Refusal, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]

STATE: dict[str, Any] = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}}
POWER: dict[str, Any] = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "Power"}}


def set_monitors(ask: Ask, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    answer = ask("SetVariableMonitoring", setMonitoringData=list(entries)).answer
    assert not isinstance(answer, Refusal)
    results: list[dict[str, Any]] = answer["setMonitoringResult"]
    return results


def set_monitor(ask: Ask, place: dict[str, Any], kind: str, value: float = 1, severity: int = 8, **more: Any) -> int:
    (result,) = set_monitors(ask, {**place, "type": kind, "value": value, "severity": severity, **more})
    assert result["status"] == "Accepted"
    return int(result["id"])


def monitored(reply: Reply) -> list[tuple[str, list[int]]]:
    return [
        (entry["variable"]["name"], [monitor["id"] for monitor in entry["variableMonitoring"]])
        for call in reply.then
        for entry in call.payload["monitor"]
    ]


def test_monitors_are_set_and_reported(ask: Ask) -> None:
    assert ask("GetMonitoringReport", requestId=1).answer == {"status": "EmptyResultSet"}
    delta = set_monitor(ask, STATE, "Delta")
    upper = set_monitor(ask, POWER, "UpperThreshold", 5000, 3)
    periodic = set_monitor(ask, POWER, "Periodic", 60)
    reply = ask("GetMonitoringReport", requestId=5)
    assert monitored(reply) == [("AvailabilityState", [delta]), ("Power", [upper, periodic])]
    assert (reply.then[0].payload["requestId"], reply.then[0].payload["seqNo"]) == (5, 0)
    threshold = ask("GetMonitoringReport", requestId=6, monitoringCriteria=["ThresholdMonitoring"])
    assert monitored(threshold) == [("Power", [upper])]
    listed = ask(
        "GetMonitoringReport", requestId=7, componentVariable=[STATE], monitoringCriteria=["PeriodicMonitoring"]
    )
    assert listed.answer == {"status": "EmptyResultSet"}


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({**STATE, "component": {"name": "Toaster"}}, "UnknownComponent"),
        ({**STATE, "variable": {"name": "Crispness"}}, "UnknownVariable"),
        ({**STATE, "type": "UpperThreshold"}, "UnsupportedMonitorType"),
        ({"component": {"name": "SecurityCtrlr"}, "variable": {"name": "Identity"}}, "UnsupportedMonitorType"),
        ({**POWER, "value": -1}, "Rejected"),
        ({**POWER, "type": "UpperThreshold", "value": 99999}, "Rejected"),
        ({**POWER, "severity": 10}, "Rejected"),
        ({**POWER, "id": 77}, "Rejected"),
    ],
)
def test_invalid_monitor_is_refused(ask: Ask, entry: dict[str, Any], status: str) -> None:
    (result,) = set_monitors(ask, {"type": "Delta", "value": 1, "severity": 8, **entry})
    assert result["status"] == status
    assert "id" not in result


def test_a_monitor_is_replaced_by_its_id_only(ask: Ask) -> None:
    number = set_monitor(ask, STATE, "Delta")
    again = {**STATE, "type": "Delta", "value": 1, "severity": 8}
    assert set_monitors(ask, again)[0]["status"] == "Duplicate"
    assert set_monitors(ask, {**again, "id": number, "severity": 2})[0]["status"] == "Accepted"
    assert set_monitors(ask, {**again, **POWER, "id": number})[0]["status"] == "Rejected"
    assert monitored(ask("GetMonitoringReport", requestId=1)) == [("AvailabilityState", [number])]


def test_monitors_on_variables_of_the_same_kind_are_no_duplicates(ask: Ask) -> None:
    place: dict[str, Any] = {"variable": {"name": "AvailabilityState"}, "type": "Delta", "value": 1, "severity": 8}
    evses = [{"name": "EVSE", "evse": {"id": number}} for number in (1, 2)]
    wanted = [{"component": component, **place} for component in (*evses, {"name": "ChargingStation"})]
    assert [result["status"] for result in set_monitors(ask, *wanted)] == ["Accepted"] * 3
    assert [result["status"] for result in set_monitors(ask, wanted[0])] == ["Duplicate"]


def test_changes_raise_events(device: Device, ask: Ask, checked: Any) -> None:
    number = set_monitor(ask, STATE, "Delta")
    device.connectors.set(1, 1, "Available")
    assert device.monitoring.take_events() == ()
    device.connectors.set(1, 1, "Occupied")
    (event,) = checked(device.monitoring.take_events())
    (data,) = event.payload["eventData"]
    assert data["trigger"] == "Delta"
    assert data["actualValue"] == "Occupied"
    assert data["variableMonitoringId"] == number
    assert data["eventNotificationType"] == "CustomMonitor"
    assert device.monitoring.take_events() == ()


def test_event_follows_the_response_that_caused_it(ask: Ask) -> None:
    set_monitor(ask, STATE, "Delta")
    reply = ask("ChangeAvailability", operationalStatus="Inoperative", evse={"id": 1})
    assert [call.action for call in reply.then] == ["StatusNotification", "NotifyEvent", "NotifyEvent"]
    assert reply.then[-1].payload["eventData"][0]["actualValue"] == "Unavailable"


def test_a_threshold_alerts_once_and_clears(device: Device, ask: Ask) -> None:
    set_monitor(ask, POWER, "UpperThreshold", 5000)
    set_monitor(ask, POWER, "Delta", 1000)
    for power in (4000, 4500, 6000, 6100, 3000):
        device.model.put("EVSE", "Power", power, evse=1)
    reported = [call.payload["eventData"][0] for call in device.monitoring.take_events()]
    assert [(event["trigger"], event["actualValue"], event.get("cleared")) for event in reported] == [
        ("Delta", "4000", None),
        ("Alerting", "6000", None),
        ("Delta", "6000", None),
        ("Alerting", "3000", True),
        ("Delta", "3000", None),
    ]


def test_a_write_only_value_is_not_reported(device: Device, ask: Ask) -> None:
    set_monitor(ask, {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}, "Delta")
    device.model.put("SecurityCtrlr", "BasicAuthPassword", "0123456789abcdef")
    (event,) = device.monitoring.take_events()
    assert event.payload["eventData"][0]["actualValue"] == ""


def test_events_below_the_monitoring_level_are_not_sent(device: Device, ask: Ask, status: Status) -> None:
    set_monitor(ask, STATE, "Delta", severity=8)
    assert status("SetMonitoringLevel", severity=10) == "Rejected"
    assert status("SetMonitoringLevel", severity=4) == "Accepted"
    device.connectors.set(1, 1, "Occupied")
    assert device.monitoring.take_events() == ()
    assert status("SetMonitoringLevel", severity=8) == "Accepted"
    device.connectors.set(1, 1, "Faulted")
    assert len(device.monitoring.take_events()) == 1


def test_each_cleared_monitor_has_its_status(device: Device, ask: Ask) -> None:
    custom = set_monitor(ask, STATE, "Delta")
    wired = device.monitoring.install(**POWER, kind="Delta", value=1, severity=1, origin="HardWiredMonitor")
    answer = ask("ClearVariableMonitoring", id=[custom, wired.id, 99]).answer
    assert isinstance(answer, dict)
    assert [result["status"] for result in answer["clearMonitoringResult"]] == ["Accepted", "Rejected", "NotFound"]
    assert [result["id"] for result in answer["clearMonitoringResult"]] == [custom, wired.id, 99]
    assert isinstance(ask("ClearVariableMonitoring", id=[1, 2, 3, 4, 5]).answer, Refusal)


def test_monitoring_base_selects_the_active_monitors(device: Device, ask: Ask, status: Status) -> None:
    custom = set_monitor(ask, STATE, "Delta")
    wired = device.monitoring.install(**POWER, kind="Delta", value=1, severity=1, origin="HardWiredMonitor").id
    factory = device.monitoring.install(**POWER, kind="Delta", value=2, severity=2, origin="PreconfiguredMonitor").id
    everything = [("AvailabilityState", [custom]), ("Power", [wired, factory])]
    assert status("SetMonitoringBase", monitoringBase="All") == "Accepted"
    assert monitored(ask("GetMonitoringReport", requestId=1)) == everything
    assert status("SetMonitoringBase", monitoringBase="HardWiredOnly") == "Accepted"
    assert monitored(ask("GetMonitoringReport", requestId=1)) == [("Power", [wired])]
    assert status("SetMonitoringBase", monitoringBase="FactoryDefault") == "Accepted"
    assert monitored(ask("GetMonitoringReport", requestId=1)) == [("Power", [wired, factory])]
    assert device.model.value("MonitoringCtrlr", "ActiveMonitoringBase") == "FactoryDefault"


def test_monitor_of_an_unknown_variable_is_an_error(device: Device) -> None:
    with pytest.raises(KeyError):
        device.monitoring.install({"name": "Toaster"}, {"name": "Power"}, "Delta", 1, 1, "HardWiredMonitor")
