"""Operations: outcomes, order and failures."""

import asyncio
import json

import pytest


async def test_operation_is_returned_before_its_outcome(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="OnIdle", evse=1)
    asked = await station.is_asked("Reset")
    assert asked.payload == {"type": "OnIdle", "evseId": 1}
    assert len(asked.id) <= 36
    under_way = await operator.get(f"/operations/{operation}")
    assert (under_way["state"], under_way["messages"][0]["answer"]) == ("sent", None)
    waiting = asyncio.create_task(operator.outcome(operation))
    await station.answers(asked, status="Scheduled")
    ended = await waiting
    assert ended["state"] == "done"
    assert ended["finished"] >= ended["created"]
    (message,) = ended["messages"]
    assert message["messageId"] == asked.id
    assert (message["action"], message["answer"], message["error"]) == ("Reset", {"status": "Scheduled"}, None)
    assert [each["operation"] for each in await operator.get(f"/stations/{station.id}/operations")] == [operation]


async def test_order_can_wait_for_its_outcome(world, operator):
    station = await world.station()
    path = f"/stations/{station.id}/operations/clear-cache"
    waiting = asyncio.create_task(operator.request("POST", f"{path}?wait=5", {}))
    asked = await station.is_asked("ClearCache")
    assert not waiting.done()
    await station.answers(asked, status="Accepted")
    status, ended = await waiting
    assert (status, ended["state"], ended["messages"][0]["messageId"]) == (200, "done", asked.id)
    status, under_way = await operator.request("POST", f"{path}?wait=0", {})
    assert (status, under_way["finished"]) == (200, None)
    await station.answers(await station.is_asked("ClearCache"), status="Accepted")
    assert (await operator.outcome(under_way["operation"]))["state"] == "done"


async def test_operation_for_a_disconnected_station_is_offline(world, operator):
    id_ = await world.provision()
    outcome = await operator.outcome(await operator.starts(id_, "reset", type="Immediate"))
    assert (outcome["state"], outcome["messages"]) == ("offline", [])
    assert id_ in outcome["detail"]


async def test_negative_status_is_refused_with_its_reason(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "unlock", evse=1, connector=1)
    asked = await station.is_asked("UnlockConnector")
    await station.answers(asked, status="UnlockFailed", statusInfo={"reasonCode": "Stuck", "additionalInfo": "hard"})
    outcome = await operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("refused", "UnlockConnector: UnlockFailed (Stuck, hard)")


async def test_call_error_is_refused(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("ClearCache")
    await station.socket.send(json.dumps([4, asked.id, "NotSupported", "no cache", {"x": 1}]))
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "refused"
    assert outcome["messages"][0]["error"] == {"code": "NotSupported", "description": "no cache", "details": {"x": 1}}


@pytest.mark.parametrize(
    "answer",
    [
        '{"status":"Perhaps"}',
        '{"status":"Accepted","more":1}',
        "{}",
        "[]",
        "{",
        '{"status":NaN}',
        '{"status":"Accepted"},1',
    ],
)
async def test_invalid_response_fails_the_operation(world, operator, answer):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="Immediate")
    asked = await station.is_asked("Reset")
    await station.socket.send(f'[3,"{asked.id}",{answer}]')
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "failed"
    assert "not valid" in outcome["detail"]
    assert "currentTime" in await station.says("Heartbeat")


async def test_invalid_response_is_stored_with_the_reason(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="Immediate")
    asked = await station.is_asked("Reset")
    await station.answers(asked, status="Perhaps")
    error = (await operator.outcome(operation))["messages"][0]["error"]
    assert error["code"] == "InvalidAnswer"
    assert error["details"] == {"answer": {"status": "Perhaps"}}
    newest = (await operator.get(f"/stations/{station.id}/messages?limit=1"))[0]
    assert (newest["kind"], newest["messageId"], newest["action"]) == ("CALLRESULT", asked.id, "Reset")
    assert newest["payload"] == {"status": "Perhaps"}
    assert "status" in newest["problem"]


async def test_hung_operation_can_be_cancelled(world, operator):
    station = await world.station()
    hung, waiting, next_one = [await operator.starts(station.id, "clear-cache") for _ in range(3)]
    await station.is_asked("ClearCache")
    for id_ in (waiting, hung):
        status, cancelled = await operator.request("DELETE", f"/operations/{id_}")
        assert (status, cancelled["state"]) == (200, "cancelled")
    await station.answers(await station.is_asked("ClearCache"), status="Accepted")
    assert (await operator.outcome(next_one))["state"] == "done"
    status, answer = await operator.request("DELETE", f"/operations/{hung}")
    assert (status, answer) == (409, {"error": "the operation has ended already: cancelled"})
    assert (await operator.request("DELETE", "/operations/none"))[0] == 404


async def test_lost_connection_fails_the_operation(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="Immediate")
    await station.is_asked("Reset")
    await station.leaves()
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "failed"
    assert "connection was lost" in outcome["detail"]


async def test_operations_of_a_station_run_one_at_a_time(world, operator):
    station, other = await world.station(), await world.station()
    first = await operator.starts(station.id, "reset", type="Immediate")
    second = await operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("Reset")
    assert "currentTime" in await station.says("Heartbeat")
    assert (await operator.get(f"/operations/{second}"))["state"] == "queued"
    await operator.starts(other.id, "clear-cache")
    await other.is_asked("ClearCache")
    assert station.is_left_alone()
    await station.answers(asked, status="Accepted")
    await station.is_asked("ClearCache")
    assert (await operator.outcome(first))["state"] == "done"


async def test_missing_response_times_out_and_a_late_one_is_ignored(make_process, make_world):
    world = await make_world(make_process("--answer-timeout", "0.1"))
    station = await world.station()
    operation = await world.operator.starts(station.id, "reset", type="Immediate")
    late = await station.is_asked("Reset")
    outcome = await world.operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("timed-out", "Reset was not answered within 0.1 s")
    await station.answers(late, status="Accepted")
    assert "currentTime" in await station.says("Heartbeat")
    assert (await world.operator.get(f"/operations/{operation}"))["state"] == "timed-out"


async def test_too_many_operations_are_refused(world, operator):
    station = await world.station()
    statuses = []
    for _ in range(205):
        statuses.append((await operator.request("POST", f"/stations/{station.id}/operations/clear-cache", {}))[0])
    assert set(statuses) == {202, 429}
    assert statuses.index(429) >= 200


async def test_each_request_has_a_unique_id(world, operator):
    station = await world.station()
    ids = set()
    for _ in range(20):
        await operator.starts(station.id, "clear-cache")
        asked = await station.is_asked("ClearCache")
        ids.add(asked.id)
        await station.answers(asked, status="Accepted")
    assert len(ids) == 20


async def test_firmware_is_offered_with_a_valid_signature(world, operator):
    from datetime import datetime

    from cryptography import x509

    station = await world.station()
    seen = []
    for body, status in (({}, "Accepted"), ({"installIn": 60, "retrieveIn": 30}, "AcceptedCanceled")):
        operation = await operator.starts(station.id, "update-firmware", **body)
        asked = await station.is_asked("UpdateFirmware")
        await station.answers(asked, status=status)
        outcome = await operator.outcome(operation)
        assert outcome["state"] == "done"
        assert outcome["handle"]["requestId"] == asked.payload["requestId"]
        seen.append(asked.payload)
    now, later = (payload["firmware"] for payload in seen)
    assert seen[0]["requestId"] != seen[1]["requestId"]
    x509.load_pem_x509_certificate(now["signingCertificate"].encode())
    assert now["signature"]
    assert now["location"]
    assert "installDateTime" not in now
    times = [datetime.fromisoformat(later[name]) for name in ("retrieveDateTime", "installDateTime")]
    assert 29 <= (times[1] - times[0]).total_seconds() <= 31
    await station.says("FirmwareStatusNotification", status="Downloading", requestId=seen[1]["requestId"])
    newest, oldest = await operator.get(f"/stations/{station.id}/firmware-updates")
    assert (newest["state"], newest["answer"], oldest["state"]) == ("Downloading", "AcceptedCanceled", "Canceled")
