"""A station's side of one connection, and nothing else of a station."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions
from plugfest.simulator.connection.websocket import Ended, Handlers, WebSocket, open_websocket


@dataclass
class Caller:
    """A station's side of one connection."""

    attempt: Attempt
    socket: WebSocket | None
    messages: "asyncio.Queue[str | bytes]" = field(default_factory=asyncio.Queue)
    ended: "asyncio.Future[Ended]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def hears(self) -> str | bytes:
        return await asyncio.wait_for(self.messages.get(), 5)

    async def ends(self) -> Ended:
        return await asyncio.wait_for(self.ended, 5)


@pytest.fixture
def call(stack: AsyncExitStack) -> Callable[..., Awaitable[Caller]]:
    """Knocks at a URL and begins to read."""

    async def call(url: str, *, timeout: float = 5, context: Any = None, **offer: Any) -> Caller:
        handlers = Handlers()
        attempt, socket = await open_websocket(ConnectOptions(url, **offer), handlers, timeout=timeout, context=context)
        caller = Caller(attempt, socket)
        handlers.message = caller.messages.put_nowait
        handlers.ended = caller.ended.set_result
        if socket is not None:
            socket.start()
            stack.callback(socket.drop)
        return caller

    return call
