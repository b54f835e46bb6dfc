"""States of connectors, and their reports."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from plugfest.simulator.device import Call, Device

Checked = Callable[[Iterable[Call]], tuple[Call, ...]]


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
