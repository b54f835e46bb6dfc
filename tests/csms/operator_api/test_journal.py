"""The journal: filters, pages, waiting and streaming."""

import asyncio
import json
from typing import Any

import pytest
from support.csms import World

from plugfest.csms.operator_api.journal import contains

STATUS = {"timestamp": "2026-01-01T00:00:00Z", "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1}


async def test_journal_is_filtered_and_paged(world: World) -> None:
    station = await world.station()
    await station.says("Heartbeat")
    await station.says("StatusNotification", **STATUS)
    path = f"/stations/{station.id}/messages"
    calls = await world.operator.get(f"{path}?direction=in&kind=CALL")
    assert [row["action"] for row in calls] == ["StatusNotification", "Heartbeat", "BootNotification"]
    assert len(await world.operator.get(f"{path}?action=Heartbeat")) == 2
    boot = calls[-1]["id"]
    following = await world.operator.get(f"{path}?after={boot}&limit=2")
    assert [row["action"] for row in following] == ["BootNotification", "Heartbeat"]
    assert [row["id"] for row in await world.operator.get(f"{path}?before={boot + 2}&limit=1")] == [boot + 1]
    assert await world.operator.get(f"{path}?since=2090-01-01T00:00:00Z") == []
    assert len(await world.operator.get(f"{path}?until=2090-01-01T01:00:00%2B01:00&limit=1")) == 1
    everywhere = await world.operator.get(f"/messages?after={boot - 1}&limit=1000")
    assert {row["station"] for row in everywhere} >= {station.id}


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("colour=red", "no query parameter 'colour' here; there are limit, action"),
        ("limit=0", "limit must be a number from 1 to 1000, was '0'"),
        ("direction=up", "direction must be one of in, out"),
        ("since=yesterday", "since must be a moment with its time zone"),
    ],
)
async def test_wrong_query_is_refused(world: World, query: str, hint: str) -> None:
    id_ = await world.provision()
    status, answer = await world.operator.request("GET", f"/stations/{id_}/messages?{query}")
    assert status == 400
    assert answer["error"].startswith(hint)


async def test_wait_returns_an_earlier_message_immediately(world: World) -> None:
    station = await world.station()
    found = await world.operator.get(f"/stations/{station.id}/messages/wait?action=BootNotification&direction=in")
    assert found["payload"]["reason"] == "PowerUp"


async def test_wait_returns_a_later_message(world: World) -> None:
    station = await world.station()
    path = f"/stations/{station.id}/messages/wait?direction=in&kind=CALL"
    match = json.dumps({"connectorStatus": "Occupied"})
    waiting = asyncio.create_task(world.operator.get(f"{path}&match={match}"))
    by_path = asyncio.create_task(world.operator.get(f"{path}&jsonpath=$[?(@.evseId==2)]"))
    await station.says("Heartbeat")
    await station.says("StatusNotification", **STATUS)
    assert (await waiting)["payload"] == STATUS
    await station.says("StatusNotification", **{**STATUS, "evseId": 2})
    with pytest.raises(AssertionError):
        await world.operator.get(f"{path}&jsonpath=$..[")
    by_path.cancel()


async def test_wait_times_out(world: World) -> None:
    id_ = await world.provision()
    status, answer = await world.operator.request("GET", f"/stations/{id_}/messages/wait?timeout=0.1")
    assert (status, answer["error"]) == (408, "no such message came within 0.1 s")


async def test_stream_continues_after_the_last_event_id(world: World) -> None:
    station = await world.station()
    newest = (await world.operator.get(f"/stations/{station.id}/messages?limit=1"))[0]["id"]
    url = f"/stations/{station.id}/messages/stream"
    async with world.operator.session.get(url, headers={"Last-Event-ID": str(newest)}) as response:
        assert response.content_type == "text/event-stream"
        await station.says("Heartbeat")
        lines = [line.decode().strip() async for line in _lines(response, 8)]
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert [(row["direction"], row["action"]) for row in data] == [("in", "Heartbeat"), ("out", "Heartbeat")]
    assert lines[0] == f"id: {data[0]['id']}"


async def _lines(response: Any, count: int) -> Any:
    for _ in range(count):
        yield await asyncio.wait_for(response.content.readline(), 10)


@pytest.mark.parametrize(
    ("payload", "wanted", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, True),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [2]}}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": [1]}, {"a": [2]}, False),
        ("text", {}, False),
    ],
)
def test_contains_compares_as_a_subset(payload: Any, wanted: Any, expected: bool) -> None:
    assert contains(payload, wanted) is expected
