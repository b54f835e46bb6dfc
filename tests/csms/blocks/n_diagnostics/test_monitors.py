"""Monitors: set, cleared within the station's limits, reported, and what the CSMS holds of them."""

import pytest

STATE = {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}}
BODY = {"component": {"name": "EVSE", "evse": 1}, "variable": {"name": "AvailabilityState"}}
NOW = "2025-01-01T00:00:00Z"


def delta(id_, **more):
    return {"id": id_, "transaction": False, "value": 1, "type": "Delta", "severity": 5, **more}


async def tells_limit(station, limit, *, of):
    """The station is asked how much it takes, and says it."""
    asked = await station.is_asked("GetVariables")
    (wanted,) = asked.payload["getVariableData"]
    assert wanted == {"component": {"name": "MonitoringCtrlr"}, "variable": {"name": "ItemsPerMessage", "instance": of}}
    result = {**wanted, "attributeStatus": "Accepted", "attributeValue": str(limit)}
    await station.answers(asked, getVariableResult=[result])


async def set_one(world, station, id_):
    body = {**BODY, "type": "Delta", "value": 1, "severity": 8}
    operation = await world.operator.starts(station.id, "set-monitors", monitors=[body])
    asked = await station.is_asked("SetVariableMonitoring")
    (wanted,) = asked.payload["setMonitoringData"]
    assert wanted == {**STATE, "type": "Delta", "value": 1, "severity": 8}
    result = {**STATE, "type": "Delta", "severity": 8, "status": "Accepted", "id": id_}
    await station.answers(asked, setMonitoringResult=[result])
    return await world.operator.outcome(operation)


async def test_accepted_monitor_is_stored_with_its_id(world, operator):
    station = await world.station()
    assert (await set_one(world, station, 77))["handle"] == {"ids": [77]}
    (shown,) = await operator.get(f"/stations/{station.id}/monitors")
    assert (shown["id"], shown["type"], shown["value"], shown["severity"], shown["origin"]) == (
        77,
        "Delta",
        1,
        8,
        "set",
    )
    assert {name: shown[name] for name in STATE} == STATE


async def test_refused_monitor_is_not_stored(world, operator):
    station = await world.station()
    body = {**BODY, "type": "UpperThreshold", "value": 1, "severity": 8}
    operation = await operator.starts(station.id, "set-monitors", monitors=[body])
    asked = await station.is_asked("SetVariableMonitoring")
    refused = {**STATE, "type": "UpperThreshold", "severity": 8, "status": "UnsupportedMonitorType"}
    await station.answers(asked, setMonitoringResult=[refused])
    outcome = await operator.outcome(operation)
    assert (outcome["state"], "UnsupportedMonitorType" in outcome["detail"]) == ("refused", True)
    assert await operator.get(f"/stations/{station.id}/monitors") == []


async def test_clearing_respects_the_items_per_message_read_once(world, operator):
    station = await world.station()
    await set_one(world, station, 3)
    for again in (False, True):
        operation = await operator.starts(station.id, "clear-monitors", ids=[1, 2, 3, 4, 5])
        if not again:
            await tells_limit(station, 2, of="ClearVariableMonitoring")
        cleared = []
        for size in (2, 2, 1):
            asked = await station.is_asked("ClearVariableMonitoring")
            assert len(asked.payload["id"]) == size
            cleared += asked.payload["id"]
            results = [{"id": id_, "status": "Accepted" if id_ == 3 else "NotFound"} for id_ in asked.payload["id"]]
            await station.answers(asked, clearMonitoringResult=results)
        assert cleared == [1, 2, 3, 4, 5]
        assert (await operator.outcome(operation))["state"] == "refused"
    assert await operator.get(f"/stations/{station.id}/monitors") == []


async def test_clearing_respects_the_reported_bytes_per_message(world, operator):
    station = await world.station()
    named = {"component": {"name": "MonitoringCtrlr"}}
    report = [
        {
            **named,
            "variable": {"name": name, "instance": "ClearVariableMonitoring"},
            "variableAttribute": [{"value": v}],
        }
        for name, v in (("ItemsPerMessage", "1000"), ("BytesPerMessage", "160"))
    ]
    await station.says("NotifyReport", requestId=1, seqNo=0, tbc=False, generatedAt=NOW, reportData=report)
    await operator.starts(station.id, "clear-monitors", ids=list(range(1000, 1020)))
    asked = await station.is_asked("ClearVariableMonitoring")
    assert 1 < len(asked.payload["id"]) < 20


async def test_monitor_stays_stored_if_clearing_is_rejected(world, operator):
    station = await world.station()
    await set_one(world, station, 3)
    operation = await operator.starts(station.id, "clear-monitors", ids=[3])
    asked = await station.is_asked("ClearVariableMonitoring")
    await station.answers(asked, clearMonitoringResult=[{"id": 3, "status": "Rejected"}])
    assert (await operator.outcome(operation))["detail"] == "ClearVariableMonitoring: 3 Rejected"
    assert len(await operator.get(f"/stations/{station.id}/monitors")) == 1


@pytest.mark.parametrize(("base", "left"), [("All", [3, 8]), ("FactoryDefault", [8]), ("HardWiredOnly", [8])])
async def test_monitoring_base_other_than_all_removes_custom_monitors(world, operator, base, left):
    station = await world.station()
    await set_one(world, station, 3)
    entry = {**STATE, "variableMonitoring": [delta(8)]}
    await station.says("NotifyMonitoringReport", requestId=1, seqNo=0, tbc=False, generatedAt=NOW, monitor=[entry])
    operation = await operator.starts(station.id, "set-monitoring-base", base=base)
    asked = await station.is_asked("SetMonitoringBase")
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"
    assert [shown["id"] for shown in await operator.get(f"/stations/{station.id}/monitors")] == left
    assert (await operator.get(f"/stations/{station.id}/monitoring"))["base"] == base


async def test_only_an_accepted_monitoring_level_is_stored(world, operator):
    station = await world.station()
    for level, status in ((4, "Accepted"), (5, "Rejected")):
        operation = await operator.starts(station.id, "set-monitoring-level", severity=level)
        asked = await station.is_asked("SetMonitoringLevel")
        assert asked.payload == {"severity": level}
        await station.answers(asked, status=status)
        await operator.outcome(operation)
    assert await operator.get(f"/stations/{station.id}/monitoring") == {"base": None, "level": 4}


async def test_full_monitoring_report_removes_missing_monitors(world, operator):
    station = await world.station()
    await set_one(world, station, 3)
    await operator.starts(station.id, "ask-monitoring-report")
    asked = await station.is_asked("GetMonitoringReport")
    assert list(asked.payload) == ["requestId"]
    await station.answers(asked, status="Accepted")
    for seq_no, id_ in ((0, 4), (1, 5)):
        entry = {**STATE, "variableMonitoring": [delta(id_)]}
        report = {"requestId": asked.payload["requestId"], "seqNo": seq_no, "generatedAt": NOW, "monitor": [entry]}
        await station.says("NotifyMonitoringReport", tbc=seq_no == 0, **report)
        left = [shown["id"] for shown in await operator.get(f"/stations/{station.id}/monitors")]
        assert left == ([3, 4], [4, 5])[seq_no]


async def test_partial_monitoring_report_keeps_other_monitors(world, operator):
    station = await world.station()
    await set_one(world, station, 3)
    body = {"criteria": ["DeltaMonitoring"], "variables": [BODY]}
    operation = await operator.starts(station.id, "ask-monitoring-report", **body)
    asked = await station.is_asked("GetMonitoringReport")
    assert asked.payload["monitoringCriteria"] == ["DeltaMonitoring"]
    assert asked.payload["componentVariable"] == [STATE]
    await station.answers(asked, status="EmptyResultSet")
    assert (await operator.outcome(operation))["state"] == "done"
    assert len(await operator.get(f"/stations/{station.id}/monitors")) == 1


async def test_monitoring_report_request_respects_the_items_per_message(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "ask-monitoring-report", variables=[BODY] * 3)
    asked = await station.is_asked("GetVariables")
    (wanted,) = asked.payload["getVariableData"]
    result = {**wanted, "attributeStatus": "Accepted", "attributeValue": "2"}
    await station.answers(asked, getVariableResult=[result])
    ids = []
    for size in (2, 1):
        asked = await station.is_asked("GetMonitoringReport")
        assert len(asked.payload["componentVariable"]) == size
        ids.append(asked.payload["requestId"])
        await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["handle"] == {"requestIds": ids}


async def test_events_are_stored_without_write_only_values(world, operator):
    station = await world.station()
    event = {
        "eventId": 1,
        "timestamp": NOW,
        "trigger": "Delta",
        "actualValue": "",
        "eventNotificationType": "CustomMonitor",
        "variableMonitoringId": 5,
        "component": {"name": "SecurityCtrlr"},
        "variable": {"name": "BasicAuthPassword"},
    }
    assert await station.says("NotifyEvent", generatedAt=NOW, seqNo=0, eventData=[event, {**event, "eventId": 2}]) == {}
    newest, oldest = await operator.get(f"/stations/{station.id}/events")
    assert (newest["eventId"], oldest["eventId"], newest["variableMonitoringId"]) == (2, 1, 5)
    assert await operator.get(f"/stations/{station.id}/variables") == []
