"""Slow and failing handlers: a CSMS in this process, with one handler replaced."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from support.csms import LocalCsms, Operator, World

from plugfest.csms.blocks import registry
from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings


@pytest.fixture
async def csms(tmp_path):
    async with Csms(Settings(data=tmp_path, password_cost=8, call_queue_limit=4), "token") as running:
        yield running


@asynccontextmanager
async def world_of(csms):
    process = LocalCsms(f"ws://127.0.0.1:{csms.port}/{{station}}", f"http://127.0.0.1:{csms.operator_port}")
    headers = {"Authorization": "Bearer token"}
    async with aiohttp.ClientSession(process.operator, headers=headers) as session:
        world = World(process, Operator(session))
        try:
            yield world
        finally:
            await world.close()


@pytest.fixture
async def here(csms):
    async with world_of(csms) as found:
        yield found


def exchange(monkeypatch, action, handler):
    monkeypatch.setitem(registry.handlers, action, handler)


def exchange_slowly(monkeypatch, action, handler):
    monkeypatch.delitem(registry.handlers, action)
    monkeypatch.setitem(registry.async_handlers, action, handler)


async def test_slow_handler_does_not_delay_calls_or_other_stations(here, monkeypatch):
    release = asyncio.Event()

    async def slowly(_request):
        await release.wait()
        return {"status": "Accepted"}

    exchange_slowly(monkeypatch, "DataTransfer", slowly)
    station, other = await here.station(), await here.station()
    slow = asyncio.create_task(station.says("DataTransfer", vendorId="v"))
    behind = [asyncio.create_task(station.says("Heartbeat")) for _ in range(20)]
    operation = await here.operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("ClearCache")
    assert "currentTime" in await other.says("Heartbeat")
    assert not any(task.done() for task in (slow, *behind))
    release.set()
    assert await slow == {"status": "Accepted"}
    await asyncio.gather(*behind)
    await station.answers(asked, status="Accepted")
    assert (await here.operator.outcome(operation))["state"] == "done"


async def test_slow_handler_is_cancelled_when_its_station_disconnects(here, csms, monkeypatch):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slowly(_request):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    exchange_slowly(monkeypatch, "DataTransfer", slowly)
    station = await here.station()
    asking = asyncio.create_task(station.calls("DataTransfer", vendorId="v"))
    await begun.wait()
    await station.leaves()
    async with asyncio.timeout(5):
        await ended.wait()
    asking.cancel()


@pytest.mark.parametrize("answer", [{"status": "Perhaps"}, {}, KeyError("oops")], ids=str)
async def test_failing_handler_is_an_internal_error_and_stores_nothing(here, monkeypatch, caplog, answer):
    from plugfest.csms.store import events

    def broken(request):
        events.note(request.db, request.station, "DataTransfer", request.payload)
        if isinstance(answer, Exception):
            raise answer
        return answer

    exchange(monkeypatch, "DataTransfer", broken)
    station = await here.station()
    frame = await station.calls("DataTransfer", vendorId="v")
    assert frame[2:] == ["InternalError", "DataTransfer could not be handled", {}]
    assert "currentTime" in await station.says("Heartbeat")
    assert f"{station.id}: DataTransfer could not be handled" in caplog.text


async def test_failing_handler_does_not_affect_its_write_batch(here, monkeypatch, caplog):
    def broken(_request):
        raise ZeroDivisionError

    exchange(monkeypatch, "DataTransfer", broken)
    stations = [await here.station() for _ in range(8)]
    status = {"timestamp": "2025-01-01T00:00:00Z", "connectorStatus": "Available", "evseId": 1, "connectorId": 1}
    frames = await asyncio.gather(
        *(station.calls("DataTransfer", vendorId="v") for station in stations[::2]),
        *(station.calls("StatusNotification", **status) for station in stations[1::2]),
    )
    assert [frame[0] for frame in frames] == [4] * 4 + [3] * 4
    for station in stations[1::2]:
        assert (await here.operator.get(f"/stations/{station.id}"))["evses"]


async def test_failing_operation_does_not_block_the_next_one(here, monkeypatch, caplog):
    async def broken(_context, _params):
        raise ZeroDivisionError

    known = registry.operations["clear-cache"]
    monkeypatch.setitem(
        registry.operations, "clear-cache", registry.Operation("clear-cache", known.params, broken, offered=True)
    )
    station = await here.station()
    failed = await here.operator.outcome(await here.operator.starts(station.id, "clear-cache"))
    assert (failed["state"], failed["detail"]) == ("failed", "the CSMS could not carry it out: ZeroDivisionError")
    await here.operator.starts(station.id, "reset", type="Immediate")
    await station.is_asked("Reset")


async def test_response_that_cannot_be_stored_fails_its_operation(here, monkeypatch, caplog):
    def broken(_exchange):
        raise ZeroDivisionError

    monkeypatch.setitem(registry.response_handlers, "ClearCache", [broken])
    station = await here.station()
    operation = await here.operator.starts(station.id, "clear-cache")
    await station.answers(await station.is_asked("ClearCache"), status="Accepted")
    outcome = await here.operator.outcome(operation)
    assert (outcome["state"], outcome["detail"]) == ("failed", "the answer to ClearCache could not be stored")
    assert "currentTime" in await station.says("Heartbeat")


async def test_unstorable_message_gets_an_internal_error(here, csms, caplog):
    station = await here.station()
    await csms.database.write(lambda db: db.exec_driver_sql("PRAGMA query_only=ON").close())
    frame = await station.calls("Heartbeat")
    assert (frame[2], frame[3]) == (
        "InternalError",
        "the database cannot be written: attempt to write a readonly database",
    )
    status, value = await here.operator.request("PUT", "/tokens/Central/x", {})
    assert (status, list(value)) == (503, ["error"])
    assert "read" in value["error"]
    assert station.socket.close_code is None


async def test_service_runs_as_long_as_the_csms(tmp_path, monkeypatch):
    seen = []

    @asynccontextmanager
    async def service(csms):
        seen.append(csms.settings.data)
        yield
        seen.append(len(csms.sessions))

    monkeypatch.setattr(registry, "services", [service])
    async with Csms(Settings(data=tmp_path), "token"):
        assert seen == [tmp_path]
    assert seen == [tmp_path, 0]
