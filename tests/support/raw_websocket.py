"""Bytes on a connection as no WebSocket library would send them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 0x1, 0x2, 0x0, 0x8, 0x9, 0xA
FIN, COMPRESSED = 0x80, 0x40


def frame(opcode: int, data: bytes | str = b"", *, flags: int = FIN, masked: bool = True, length: int | None = None):
    """One WebSocket frame; `length` is what it says of itself, where that is not the truth."""
    data = data.encode() if isinstance(data, str) else data
    size = len(data) if length is None else length
    bit = 0x80 if masked else 0
    if size < 126:
        head = bytes((flags | opcode, bit | size))
    elif size < 2**16:
        head = bytes((flags | opcode, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((flags | opcode, bit | 127)) + size.to_bytes(8, "big")
    if not masked:
        return head + data
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))


class Raw:
    """A TCP connection to the CSMS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame of the CSMS: opcode and payload; pings are passed over."""
        while True:
            head = await self.reader.readexactly(2)
            size = head[1]
            if size >= 126:
                size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
            data = await self.reader.readexactly(size)
            if head[0] & 0xF != PING:
                return head[0] & 0xF, data

    async def message(self) -> Any:
        """The next message of the CSMS."""
        async with asyncio.timeout(5):
            opcode, data = await self.frame()
        assert opcode == TEXT, (opcode, data)
        return json.loads(data)

    async def calls(self, action: str, payload: dict[str, Any] | None = None, id_: str = "raw") -> Any:
        """Send a request; the whole answering frame."""
        await self.send(frame(TEXT, json.dumps([2, id_, action, payload or {}])))
        return await self.message()

    async def close_code(self) -> int:
        """The code with which the CSMS closes the connection, whatever else it says before."""
        async with asyncio.timeout(10):
            while True:
                opcode, data = await self.frame()
                if opcode == CLOSE:
                    return int.from_bytes(data[:2], "big")

    async def ends(self) -> bytes:
        """Return everything that the CSMS sends before it ends the connection."""
        received = b""
        async with asyncio.timeout(10):
            while True:
                try:
                    data = await self.reader.read(65536)
                except ConnectionError:
                    return received
                if not data:
                    return received
                received += data

    async def close(self) -> None:
        self.writer.transport.abort()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


def upgrade(id_: str, extensions: str = "", password: str = "correct horse battery") -> bytes:
    """A whole opening handshake."""
    login = base64.b64encode(f"{id_}:{password}".encode()).decode()
    lines = [
        f"GET /{quote(id_, safe='')} HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Protocol: ocpp2.0.1",
        f"Authorization: Basic {login}",
        *([f"Sec-WebSocket-Extensions: {extensions}"] if extensions else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def resident(process: Any) -> float:
    """Megabytes of memory that the CSMS has."""
    status = Path(f"/proc/{process.popen.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
