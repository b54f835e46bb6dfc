"""A CSMS that floods the station: its cost to the station is bounded."""

from __future__ import annotations

import asyncio
import tracemalloc

from websockets.frames import Frame, Opcode
from websockets.server import ServerProtocol

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.connection.websocket import MAX_UNREAD_BYTES, Handlers, open_websocket

EMPTY = Frame(Opcode.CONT, b"", fin=False).serialize(mask=False)


async def _upgrade(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    protocol = ServerProtocol(subprotocols=["ocpp2.0.1"])  # type: ignore[list-item]
    protocol.receive_data(await reader.readuntil(b"\r\n\r\n"))
    (request,) = protocol.events_received()
    protocol.send_response(protocol.accept(request))  # type: ignore[arg-type]
    writer.write(b"".join(protocol.data_to_send()))


async def test_endless_empty_fragments_do_not_grow_memory() -> None:
    done = asyncio.Event()
    heard: asyncio.Queue[str | bytes] = asyncio.Queue()

    async def csms(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _upgrade(reader, writer)
        writer.write(Frame(Opcode.TEXT, b"begun", fin=False).serialize(mask=False))
        for _ in range(20):
            writer.write(EMPTY * 2000)
            await writer.drain()
        writer.write(Frame(Opcode.CONT, b" and ended").serialize(mask=False))
        await reader.read()
        writer.close()
        await writer.wait_closed()
        done.set()

    async with await asyncio.start_server(csms, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/CS"
        _, socket = await open_websocket(ConnectOptions(url), Handlers(message=heard.put_nowait), timeout=20)
        assert socket is not None
        tracemalloc.start()
        try:
            socket.start()
            assert await heard.get() == "begun and ended"
            kept, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # 40,000 fragments; each takes some 100 bytes while it is looked at, of those that came together.
        assert peak < 3 * 2**20, (kept, peak)
        await socket.close()
        await done.wait()


async def test_csms_that_pings_without_reading_is_disconnected() -> None:
    gone, done = asyncio.Event(), asyncio.Event()
    ping = Frame(Opcode.PING, b"x" * 125).serialize(mask=False)

    async def csms(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _upgrade(reader, writer)
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        try:
            while not gone.is_set():
                writer.write(ping * 500)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()
            done.set()

    async with await asyncio.start_server(csms, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/CS"
        _, socket = await open_websocket(ConnectOptions(url), Handlers(ended=lambda _: gone.set()), timeout=20)
        assert socket is not None
        socket.start()
        async with asyncio.timeout(120):
            await gone.wait()
        assert socket._wire.transport.get_write_buffer_size() <= MAX_UNREAD_BYTES
        await done.wait()
        assert socket._finished is not None
        await socket._finished
