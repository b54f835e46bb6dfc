"""Variables and reports: requests, their splitting, and the stored values (B05 to B08)."""

import json

NOW = "2025-01-01T00:00:00Z"


def named(component, variable, instance=None):
    return {
        "component": {"name": component},
        "variable": {"name": variable} | ({"instance": instance} if instance else {}),
    }


FIVE = [
    named("DeviceDataCtrlr", "ItemsPerMessage", "GetReport"),
    named("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables"),
    named("DeviceDataCtrlr", "BytesPerMessage", "GetReport"),
    named("DeviceDataCtrlr", "BytesPerMessage", "GetVariables"),
    named("AuthCtrlr", "AuthorizeRemoteStart"),
]


async def answers_variables(station, asked, values):
    results = []
    for item in asked.payload["getVariableData"]:
        key = (item["variable"]["name"], item["variable"].get("instance"))
        known = {"attributeStatus": "Accepted", "attributeValue": values[key]} if key in values else None
        results.append({**item, **(known or {"attributeStatus": "UnknownVariable"})})
    await station.answers(asked, getVariableResult=results)


async def sizes_of(station, operation, action, data, operator):
    sizes = []
    while (await operator.get(f"/operations/{operation}"))["state"] in {"queued", "sent"}:
        asked = await station.is_asked(action)
        sizes.append(len(asked.payload[data]))
        if action == "GetVariables":
            await answers_variables(station, asked, {})
        else:
            results = [{k: v for k, v in item.items() if k != "attributeValue"} for item in asked.payload[data]]
            await station.answers(
                asked, setVariableResult=[{**item, "attributeStatus": "Accepted"} for item in results]
            )
        await operator.request("GET", f"/operations/{operation}?wait=0.05")
    return sizes


async def test_one_variable_is_read_with_one_message(world, operator):
    station = await world.station()
    operation = await operator.starts(
        station.id, "read-variables", variables=[named("OCPPCommCtrlr", "OfflineThreshold")]
    )
    asked = await station.is_asked("GetVariables")
    assert asked.payload == {"getVariableData": [named("OCPPCommCtrlr", "OfflineThreshold")]}
    await answers_variables(station, asked, {("OfflineThreshold", None): "60"})
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "done"
    assert outcome["messages"][0]["answer"]["getVariableResult"][0]["attributeValue"] == "60"
    (known,) = await operator.get(f"/stations/{station.id}/variables")
    assert known["value"] == "60"


async def test_items_per_message_is_read_and_respected(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "read-variables", variables=FIVE)
    asked = await station.is_asked("GetVariables")
    assert asked.payload["getVariableData"] == [FIVE[1]]
    await answers_variables(station, asked, {("ItemsPerMessage", "GetVariables"): "4"})
    sizes = []
    for _ in range(2):
        asked = await station.is_asked("GetVariables")
        sizes.append(asked.payload["getVariableData"])
        await answers_variables(station, asked, {("AuthorizeRemoteStart", None): "true"})
    assert [len(size) for size in sizes] == [4, 1]
    assert sizes[0] + sizes[1] == FIVE
    assert (await operator.outcome(operation))["state"] == "done"
    assert station.is_left_alone()


async def test_reported_items_per_message_is_respected(world, operator):
    station = await world.station()
    limit = {**named("DeviceDataCtrlr", "ItemsPerMessage", "SetVariables"), "variableAttribute": [{"value": "2"}]}
    await station.says("NotifyReport", requestId=1, generatedAt=NOW, seqNo=0, reportData=[limit])
    values = [{**named("A", f"v{number}"), "value": "x"} for number in range(5)]
    operation = await operator.starts(station.id, "write-variables", values=values)
    assert await sizes_of(station, operation, "SetVariables", "setVariableData", operator) == [2, 2, 1]


async def test_without_a_limit_all_items_are_sent_at_once(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "read-variables", variables=FIVE)
    assert await sizes_of(station, operation, "GetVariables", "getVariableData", operator) == [1, 5]


async def test_reading_only_unknown_variables_is_refused(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "read-variables", variables=[named("No", "Such")])
    await answers_variables(station, await station.is_asked("GetVariables"), {})
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "refused"
    assert "No.Such UnknownVariable" in outcome["detail"]


async def test_accepted_value_is_stored(world, operator):
    station = await world.station()
    for status, state in (("Rejected", "refused"), ("RebootRequired", "done")):
        values = [{**named("OCPPCommCtrlr", "HeartbeatInterval"), "value": status}]
        operation = await operator.starts(station.id, "write-variables", values=values)
        asked = await station.is_asked("SetVariables")
        assert asked.payload["setVariableData"][0]["attributeValue"] == status
        result = {**named("OCPPCommCtrlr", "HeartbeatInterval"), "attributeStatus": status}
        await station.answers(asked, setVariableResult=[result])
        assert (await operator.outcome(operation))["state"] == state
    (known,) = await operator.get(f"/stations/{station.id}/variables")
    assert known["value"] == "RebootRequired"


async def test_write_variables_refuses_passwords(world, operator):
    station = await world.station()
    values = [{**named("SecurityCtrlr", "BasicAuthPassword"), "value": "a-value-that-somebody-knows"}]
    operation = await operator.starts(station.id, "write-variables", values=values)
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "failed"
    assert "change-password" in outcome["detail"]
    assert station.is_left_alone()
    assert "somebody-knows" not in json.dumps(outcome)


async def test_new_password_is_not_stored_or_shown(world, operator, process):
    station = await world.station()
    operation = await operator.starts(station.id, "change-password")
    asked = await station.is_asked("SetVariables")
    secret = asked.payload["setVariableData"][0]["attributeValue"]
    result = {**named("SecurityCtrlr", "BasicAuthPassword"), "attributeStatus": "Accepted"}
    await station.answers(asked, setVariableResult=[result])
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "done"
    pages = [outcome]
    for page in ("messages", "operations", "variables"):
        pages.append(await operator.get(f"/stations/{station.id}/{page}"))
    assert secret not in json.dumps(pages)
    assert "BasicAuthPassword" in json.dumps(pages)
    from pathlib import Path

    for file in Path(process.token).parent.rglob("*.*"):
        assert secret.encode() not in file.read_bytes()


async def test_a_report_is_complete_when_no_part_is_missing(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "ask-base-report", base="SummaryInventory")
    asked = await station.is_asked("GetBaseReport")
    assert asked.payload["reportBase"] == "SummaryInventory"
    request_id = asked.payload["requestId"]
    await station.answers(asked, status="Accepted")
    outcome = await operator.outcome(operation)
    assert outcome["handle"] == {"requestId": request_id}
    item = {
        **named("AuthCtrlr", "Enabled"),
        "variableAttribute": [
            {"type": "Actual", "value": "true", "mutability": "ReadOnly"},
            {"type": "Target", "value": "x"},
        ],
        "variableCharacteristics": {"dataType": "boolean", "supportsMonitoring": False},
    }
    parts = [{"seqNo": 0, "tbc": True, "reportData": [item]}, {"seqNo": 1, "tbc": True}, {"seqNo": 2}]
    for number, complete in ((0, False), (2, False), (1, True)):
        await station.says("NotifyReport", requestId=request_id, generatedAt=NOW, **parts[number])
        (report,) = await operator.get(f"/stations/{station.id}/reports")
        assert report["complete"] is complete
    assert (report["operation"], report["kind"]) == (operation, "GetBaseReport")
    actual, target = await operator.get(f"/stations/{station.id}/variables")
    assert (actual["value"], actual["mutability"], actual["attribute"]) == ("true", "ReadOnly", "Actual")
    assert actual["characteristics"] == {"dataType": "boolean", "supportsMonitoring": False}
    assert (target["value"], target["attribute"]) == ("x", "Target")


async def test_report_is_requested_by_criteria_and_variables(world, operator):
    station = await world.station()
    operation = await operator.starts(
        station.id,
        "ask-report",
        criteria=["Problem"],
        variables=[{"component": {"name": "EVSE", "evse": 1}, "variable": {"name": "AvailabilityState"}}],
    )
    asked = await station.is_asked("GetReport")
    assert asked.payload["componentCriteria"] == ["Problem"]
    assert asked.payload["componentVariable"] == [
        {"component": {"name": "EVSE", "evse": {"id": 1}}, "variable": {"name": "AvailabilityState"}}
    ]
    await station.answers(asked, status="EmptyResultSet")
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("refused", "GetReport: EmptyResultSet")


async def test_network_profile_is_sent(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "offer-network-profile", slot=2, interface="Wireless0", timeout=20)
    asked = await station.is_asked("SetNetworkProfile")
    assert asked.payload["configurationSlot"] == 2
    data = asked.payload["connectionData"]
    assert world.process.ws.startswith(data.pop("ocppCsmsUrl"))
    assert data == {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "messageTimeout": 20,
        "securityProfile": 1,
        "ocppInterface": "Wireless0",
    }
    await station.answers(asked, status="Failed")
    assert (await operator.outcome(operation))["state"] == "refused"


async def test_other_attribute_types_are_read_and_written(world, operator):
    station = await world.station()
    named = {"component": {"name": "C"}, "variable": {"name": "V"}}
    await operator.starts(station.id, "read-variables", variables=[{**named, "attribute": "MaxSet"}])
    read = await station.is_asked("GetVariables")
    assert read.payload == {"getVariableData": [{**named, "attributeType": "MaxSet"}]}
    result = {**named, "attributeType": "MaxSet", "attributeStatus": "Accepted", "attributeValue": "32"}
    await station.answers(read, getVariableResult=[result])
    await operator.starts(station.id, "write-variables", values=[{**named, "attribute": "Target", "value": "16"}])
    written = await station.is_asked("SetVariables")
    assert written.payload == {"setVariableData": [{**named, "attributeType": "Target", "attributeValue": "16"}]}


async def test_report_request_respects_the_items_per_message(world, operator):
    station = await world.station()
    variables = [{"component": {"name": f"C{number}"}} for number in range(5)]
    operation = await operator.starts(station.id, "ask-report", variables=variables)
    limit = await station.is_asked("GetVariables")
    named = limit.payload["getVariableData"][0]
    assert named["variable"] == {"name": "ItemsPerMessage", "instance": "GetReport"}
    await station.answers(limit, getVariableResult=[{**named, "attributeStatus": "Accepted", "attributeValue": "2"}])
    asked = []
    for _ in range(3):
        request = await station.is_asked("GetReport")
        asked.append(len(request.payload["componentVariable"]))
        await station.answers(request, status="Accepted")
    assert asked == [2, 2, 1]
    assert len((await operator.outcome(operation))["handle"]["requestIds"]) == 3


async def test_station_without_get_variables_gets_all_in_one_message(world, operator):
    station = await world.station()
    await operator.starts(station.id, "ask-report", variables=[{"component": {"name": name}} for name in "AB"])
    limit = await station.is_asked("GetVariables")
    await station.socket.send(json.dumps([4, limit.id, "NotImplemented", "", {}]))
    assert len((await station.is_asked("GetReport")).payload["componentVariable"]) == 2
