"""Reused message ids, late and unsolicited responses, and stations that connect twice."""

import asyncio
import json
from uuid import uuid4

NOW = "2025-01-01T00:00:00Z"


def started(transaction):
    return {
        "eventType": "Started",
        "timestamp": NOW,
        "triggerReason": "CablePluggedIn",
        "seqNo": 0,
        "transactionInfo": {"transactionId": transaction},
    }


async def test_reused_message_id_is_answered_again(world):
    station = await world.station()
    for text in ('[2,"same","Heartbeat",{}]', '[2,"same","Nonsense",{}]', '[2,"same","Heartbeat",{}]'):
        assert (await station.frame(text))[1] == "same"


async def test_event_repeated_after_a_reconnect_is_stored_once(world, operator):
    first = await world.station()
    transaction, id_ = str(uuid4()), str(uuid4())
    text = json.dumps([2, id_, "TransactionEvent", started(transaction)])
    assert (await first.frame(text))[:2] == [3, id_]
    again = await world.connect(first.id)
    assert (await again.frame(text))[:2] == [3, id_]
    shown = await operator.get(f"/stations/{first.id}/transactions/{transaction}")
    assert len(shown["events"]) == 1


async def test_request_with_the_id_of_an_open_call_is_answered(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="Immediate")
    asked = await station.is_asked("Reset")
    assert (await station.frame(json.dumps([2, asked.id, "Heartbeat", {}])))[:2] == [3, asked.id]
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"


async def test_only_the_response_to_the_open_call_is_accepted(world, operator):
    station = await world.station()
    operation = await operator.starts(station.id, "reset", type="Immediate")
    asked = await station.is_asked("Reset")
    for text in (
        json.dumps([3, str(uuid4()), {"status": "Rejected"}]),
        json.dumps([3, asked.id.upper(), {"status": "Rejected"}]),
        json.dumps([4, "-1", "InternalError", "", {}]),
        json.dumps([3, None, {"status": "Rejected"}]),
    ):
        await station.socket.send(text)
    await station.answers(asked, status="Accepted")
    await station.answers(asked, status="Rejected")
    assert (await operator.outcome(operation))["state"] == "done"
    assert "currentTime" in await station.says("Heartbeat")


async def test_late_response_is_ignored(tight_world):
    station, operator = await tight_world.station(), tight_world.operator
    operation = await operator.starts(station.id, "reset", type="Immediate")
    late = await station.is_asked("Reset")
    assert (await operator.outcome(operation))["state"] == "timed-out"
    second = await operator.starts(station.id, "reset", type="OnIdle")
    asked = await station.is_asked("Reset")
    await station.answers(late, status="Rejected")
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(second))["state"] == "done"
    assert (await operator.outcome(operation))["state"] == "timed-out"


async def test_response_on_another_connection_is_ignored(world, operator):
    first = await world.station()
    operation = await operator.starts(first.id, "reset", type="Immediate")
    asked = await first.is_asked("Reset")
    second = await world.connect(first.id)
    await first.socket.wait_closed()
    await second.answers(asked, status="Accepted")
    outcome = await operator.outcome(operation)
    assert outcome["state"] == "failed"
    assert "connection was lost" in outcome["detail"]
    assert "currentTime" in await second.says("Heartbeat")


async def test_simultaneous_connections_leave_exactly_one_open(world, operator):
    id_ = await world.provision()
    first = await world.connect(id_)
    await first.boots()
    stations = [first, *await asyncio.gather(*(world.connect(id_) for _ in range(20)))]
    await asyncio.wait({asyncio.create_task(station.socket.wait_closed()) for station in stations}, timeout=0.5)
    alive = [station for station in stations if station.socket.close_code is None]
    assert len(alive) == 1
    assert "currentTime" in await alive[0].says("Heartbeat")
    assert (await operator.get(f"/stations/{id_}"))["connected"]


async def test_full_order_queue_does_not_affect_responses(make_process, make_world):
    process = make_process("--password-cost", "8", "--security-profile", "1", "--limit", "order_queue_limit=2")
    world = await make_world(process)
    station = await world.station()
    for number in range(5):  # each ends with events missing, which we would ask about
        ended = {**started(f"gap-{number}"), "eventType": "Ended", "seqNo": 3}
        assert await station.says("TransactionEvent", **ended) == {}
    await station.is_asked("GetTransactionStatus")
    waiting = await world.operator.get(f"/stations/{station.id}/operations")
    assert len(waiting) == 2
    assert await process.stops() == (0, "")
