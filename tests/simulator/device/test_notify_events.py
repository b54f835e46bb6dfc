"""NotifyEvent messages."""

from plugfest.simulator.device import Device


def test_event_ids_are_unique(device: Device) -> None:
    calls = [call for call in device.connectors.report_all() if call.action == "NotifyEvent"]
    ids = [call.payload["eventData"][0]["eventId"] for call in calls]
    assert len(set(ids)) == len(ids) == 2
