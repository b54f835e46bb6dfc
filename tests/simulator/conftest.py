"""CSMSs to connect to: a valid one on `websockets`, and one that says byte for byte what a test wants."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from support.behaviours import Life
from websockets.asyncio.server import ServerConnection, serve

Talk = Callable[[ServerConnection], Awaitable[None]]
Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def csms(stack: AsyncExitStack) -> Callable[..., Awaitable[str]]:
    """Starts a CSMS that does this with each connection; its URL."""

    async def start(talk: Talk, **settings: Any) -> str:
        settings = {"subprotocols": ["ocpp2.0.1"], **settings}
        server = await stack.enter_async_context(serve(talk, "127.0.0.1", 0, **settings))
        scheme = "wss" if "ssl" in settings else "ws"
        return f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/CS1"

    return start


@pytest.fixture
def raw_csms(stack: AsyncExitStack) -> Callable[[Raw], Awaitable[str]]:
    """Starts a server that talks TCP alone; its URL."""

    async def start(talk: Raw) -> str:
        async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await talk(reader, writer)
            finally:
                writer.close()

        server = await stack.enter_async_context(await asyncio.start_server(closing, "127.0.0.1", 0))
        return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/CS1"

    return start


class Wire:
    """Messages of a server that speaks plain TCP."""

    @staticmethod
    async def request(reader: asyncio.StreamReader) -> bytes:
        return await reader.readuntil(b"\r\n\r\n")

    @staticmethod
    def upgrade(request: bytes, *headers: bytes) -> bytes:
        """The 101 that completes this handshake."""
        lines = request.split(b"\r\n")
        key = next(line.split(b": ")[1] for line in lines if line.lower().startswith(b"sec-websocket-key"))
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
        start = (b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade")
        return b"\r\n".join((*start, b"Sec-WebSocket-Accept: " + accept, *headers, b"", b""))

    @staticmethod
    def frame(opcode: int, data: bytes, *, fin: bool = True) -> bytes:
        """A frame as a server sends it."""
        assert len(data) < 126
        return bytes([(0x80 if fin else 0) | opcode, len(data)]) + data


@pytest.fixture
def wire() -> type[Wire]:
    return Wire


@pytest.fixture
def life() -> Life:
    return Life()
