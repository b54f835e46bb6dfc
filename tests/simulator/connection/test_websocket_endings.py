"""Ends of connections, and the side that ended them."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from plugfest.simulator.connection.websocket import MAX_MESSAGE_BYTES

TEXT, CLOSE = 1, 8


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (1001, "bye"), (1008, "policy"), (3000, "Zürich")])
async def test_close_by_the_csms_has_its_code_and_reason(csms, call, code: int, reason: str) -> None:
    async def talk(connection: Any) -> None:
        await connection.send("last words")
        await connection.close(code, reason)

    caller = await call(await csms(talk))
    ended = await caller.ends()
    assert (ended.by, ended.code, ended.reason) == ("csms", code, reason)
    assert await caller.hears() == "last words"


async def test_close_by_the_station_sends_its_code(csms, call) -> None:
    seen: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def talk(connection: Any) -> None:
        await connection.wait_closed()
        seen.set_result(connection.close_code)

    caller = await call(await csms(talk))
    await caller.socket.close(3001)
    ended = await caller.ends()
    assert (ended.by, ended.code) == ("station", 3001)
    assert await asyncio.wait_for(seen, 5) == 3001


async def test_dropped_connection_ends_without_a_close_frame(csms, call) -> None:
    seen: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def talk(connection: Any) -> None:
        await connection.wait_closed()
        seen.set_result(connection.close_code)

    caller = await call(await csms(talk))
    caller.socket.drop()
    assert ((await caller.ends()).by, await asyncio.wait_for(seen, 5)) == ("station", 1006)


async def test_connection_aborted_by_the_csms_ends_by_the_network(csms, call) -> None:
    async def talk(connection: Any) -> None:
        connection.transport.abort()

    ended = await (await call(await csms(talk))).ends()
    assert (ended.by, ended.code) == ("network", None)


async def test_unanswered_close_times_out(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wire.upgrade(await wire.request(reader)))
        await reader.read()

    caller = await call(await raw_csms(talk))
    began = asyncio.get_running_loop().time()
    await caller.socket.close()
    assert asyncio.get_running_loop().time() - began < 3
    assert (await caller.ends()).by == "station"


async def test_second_close_has_no_effect(csms, call) -> None:
    async def talk(connection: Any) -> None:
        await connection.wait_closed()

    caller = await call(await csms(talk))
    await caller.socket.close()
    await caller.socket.close()
    assert (await caller.ends()).by == "station"
    caller.socket.send("into the void")


async def test_upgrade_and_close_in_one_packet_are_read(raw_csms, call, wire) -> None:
    """Some CSMSs complete the upgrade for everybody, and then close on those whom they do not know."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        close = wire.frame(CLOSE, (1008).to_bytes(2) + b"unknown station")
        writer.write(wire.upgrade(await wire.request(reader)) + close)
        assert (await reader.read(100))[0] == 0x88, "the close must be answered"

    caller = await call(await raw_csms(talk))
    assert caller.attempt.accepted
    ended = await caller.ends()
    assert (ended.by, ended.code, ended.reason) == ("csms", 1008, "unknown station")


async def test_upgrade_followed_by_a_cut_is_accepted(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wire.upgrade(await wire.request(reader)))

    caller = await call(await raw_csms(talk))
    assert caller.attempt.accepted
    assert (await caller.ends()).by == "network"


async def test_cancelled_handshake_closes_the_connection(raw_csms, call, wire) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        asked.set()
        with suppress(ConnectionError):
            await reader.read()
        gone.set()

    calling = asyncio.create_task(call(await raw_csms(talk)))
    await asked.wait()
    calling.cancel()
    await asyncio.wait_for(gone.wait(), 5)
    assert calling.cancelled()


async def test_handler_error_is_reported_before_the_end(csms, call) -> None:
    async def talk(connection: Any) -> None:
        await connection.send("something")
        await connection.wait_closed()

    caller = await call(await csms(talk))
    broke = asyncio.get_running_loop().create_future()
    caller.socket.handlers.broke = broke.set_result
    caller.socket.handlers.message = lambda _: 1 / 0
    await caller.ends()
    assert isinstance(broke.result(), ZeroDivisionError)


BREACHES = {
    "masked": bytes([0x81, 0x81, 0, 0, 0, 0, 0x61]),
    "reserved opcode": bytes([0x83, 0]),
    "reserved bit": bytes([0xC1, 0]),
    "a continuation of nothing": bytes([0x80, 0]),
    "a fragmented ping": bytes([0x09, 0]),
    "a close with a code that is reserved": bytes([0x88, 2]) + (1005).to_bytes(2),
    "too large": bytes([0x81, 127]) + (MAX_MESSAGE_BYTES + 1).to_bytes(8),
}


@pytest.mark.parametrize("said", BREACHES.values(), ids=list(BREACHES))
async def test_violation_of_rfc_6455_ends_the_connection(raw_csms, call, wire, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wire.upgrade(await wire.request(reader)))
        writer.write(wire.frame(TEXT, b"before") + said)
        await reader.read()

    caller = await call(await raw_csms(talk))
    ended = await caller.ends()
    assert await caller.hears() == "before"
    assert ended.by == "csms"
    assert ended.code in (1002, 1009)
    assert ended.reason.startswith("it broke RFC 6455: ")
