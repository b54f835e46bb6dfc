"""EVSEs and connectors, from StatusNotification and NotifyEvent alike."""

NOW, LATER = "2025-01-01T00:00:00Z", "2025-01-01T00:05:00Z"


def event(component, value, variable="AvailabilityState"):
    data = {
        "eventId": 1,
        "timestamp": LATER,
        "trigger": "Delta",
        "actualValue": value,
        "eventNotificationType": "HardWiredNotification",
        "component": component,
        "variable": {"name": variable},
    }
    return {"generatedAt": LATER, "seqNo": 0, "eventData": [data]}


async def test_connector_state_is_read_from_both_messages(world, operator):
    station = await world.station()
    for connector in (1, 2):
        await station.says(
            "StatusNotification", timestamp=NOW, connectorStatus="Available", evseId=1, connectorId=connector
        )
    await station.says("NotifyEvent", **event({"name": "Connector", "evse": {"id": 1, "connectorId": 2}}, "Occupied"))
    await station.says("NotifyEvent", **event({"name": "EVSE", "evse": {"id": 2}}, "Unavailable"))
    assert (await operator.get(f"/stations/{station.id}"))["evses"] == [
        {
            "evse": 1,
            "connectors": [
                {"connector": 1, "state": "Available", "since": NOW},
                {"connector": 2, "state": "Occupied", "since": LATER},
            ],
        },
        {"evse": 2, "state": "Unavailable", "since": LATER, "connectors": []},
    ]


async def test_an_event_about_a_variable_updates_its_value(world, operator):
    station = await world.station()
    await station.says("NotifyEvent", **event({"name": "ConnectorPlugRetentionLock"}, "true", "Problem"))
    (known,) = await operator.get(f"/stations/{station.id}/variables")
    assert (known["component"], known["variable"], known["value"]) == (
        {"name": "ConnectorPlugRetentionLock"},
        {"name": "Problem"},
        "true",
    )


async def test_availability_is_changed_for_station_evse_and_connector(world, operator):
    station = await world.station()
    for body, evse in (
        ({}, None),
        ({"evse": 1}, {"id": 1}),
        ({"evse": 1, "connector": 2}, {"id": 1, "connectorId": 2}),
    ):
        operation = await operator.starts(station.id, "change-availability", operative=False, **body)
        asked = await station.is_asked("ChangeAvailability")
        assert asked.payload == {"operationalStatus": "Inoperative"} | ({"evse": evse} if evse else {})
        await station.answers(asked, status="Scheduled")
        assert (await operator.outcome(operation))["state"] == "done"
