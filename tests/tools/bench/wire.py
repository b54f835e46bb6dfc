"""Stations for measurements: connections that cost next to nothing, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections import deque
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

PASSWORD = "correct horse battery"
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
BOOT: dict[str, object] = {"reason": "PowerUp", "chargingStation": {"model": "M1", "vendorName": "V"}}


class Lost(Exception):
    """The connection ended, or was never let in; the message says what was seen last."""


def frame(message: str | bytes, opcode: int = TEXT) -> bytes:
    """A whole message as a client sends it. The mask is zero: it has to be there, it need not hide anything."""
    data = message.encode() if isinstance(message, str) else message
    size = len(data)
    if size < 126:
        head = bytes((opcode, 0x80 | size))
    elif size < 65536:
        head = bytes((opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((opcode, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + bytes(4) + data


def call(id_: str, action: str, payload: dict[str, object]) -> str:
    """The text of a CALL."""
    return json.dumps([2, id_, action, payload], separators=(",", ":"))


class Wire(asyncio.Protocol):
    """One connection: hands over whole messages of the server; answers pings."""

    def __init__(self, upgrade: bytes) -> None:
        self._upgrade = upgrade
        self._buffer = b""
        self._open = False
        self._messages: deque[bytes] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Lost | None = None
        self._to_send: Sequence[bytes] = ()
        self._sent = 0
        self._begun = 0.0
        self._done: asyncio.Future[None] | None = None
        self.latencies: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._upgrade)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._lost = self._lost or Lost(f"the connection ended; last seen: {self._buffer[:200]!r}")
        self._wake()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self._open:
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._lost = Lost(f"not let in: {head[:200]!r}")
                self._transport.close()
                return
            self._open = True
            self._wake()
        at, size = 0, len(buffer)
        while size - at >= 2:
            length, begin = buffer[at + 1], at + 2
            if length == 126:
                length, begin = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, begin = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if size < begin + length:
                break
            self._message(buffer[at], buffer[begin : begin + length])
            at = begin + length
        self._buffer = buffer[at:]

    def _message(self, opcode: int, data: bytes) -> None:
        if opcode == TEXT and self._done is not None:
            self._next(data)
        elif opcode == TEXT:
            self._messages.append(data)
            self._wake()
        elif opcode == PING:
            self._transport.write(frame(data, PONG))
        elif opcode == CLOSE:
            self._lost = Lost(f"closed: {data!r}")
            self._transport.close()

    def _next(self, answer: bytes) -> None:
        assert self._done is not None
        now = time.perf_counter()
        if answer.startswith(b"[4"):
            self._done.set_exception(Lost(f"refused: {answer[:300]!r}"))
            self._done = None
            return
        self.latencies.append(now - self._begun)
        if self._sent == len(self._to_send):
            self._done.set_result(None)
            self._done = None
            return
        self._begun = now
        self._transport.write(self._to_send[self._sent])
        self._sent += 1

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if self._lost is not None and self._done is not None:
            self._done.set_exception(self._lost)
            self._done = None

    async def _wait(self) -> None:
        if self._lost is not None:
            raise self._lost
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter
        if self._lost is not None:
            raise self._lost

    async def opened(self) -> None:
        """Return when the server has let us in. Raises Lost."""
        while not self._open:
            await self._wait()

    async def receive(self) -> bytes:
        """The next text message. Raises Lost."""
        while not self._messages:
            await self._wait()
        return self._messages.popleft()

    def send(self, data: bytes) -> None:
        """Send what `frame` has made."""
        self._transport.write(data)

    async def ask(self, action: str, payload: dict[str, object]) -> bytes:
        """Send a request and return the frame that answers it; nothing else may be under way."""
        self.send(frame(call("ask", action, payload)))
        return await self.receive()

    async def round_trips(self, frames: Sequence[bytes]) -> None:
        """Send these one after the other, each when the one before is answered. Raises Lost for a CALLERROR."""
        self._to_send, self._sent = frames, 1
        self._done = done = asyncio.get_running_loop().create_future()
        self._begun = time.perf_counter()
        self._transport.write(frames[0])
        await done

    def close(self) -> None:
        """End the connection without a word."""
        self._transport.abort()


async def connect(address: str, station: str) -> Wire:
    """Connect to `ws://host:port` as this station, with Basic authentication. Raises Lost, OSError."""
    parts = urlsplit(address)
    login = base64.b64encode(f"{station}:{PASSWORD}".encode()).decode()
    upgrade = (
        f"GET /{quote(station, safe='')} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: ocpp2.0.1\r\nAuthorization: Basic {login}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(upgrade.encode()), parts.hostname, parts.port)
    await wire.opened()
    return wire
