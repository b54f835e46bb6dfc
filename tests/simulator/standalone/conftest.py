"""A CSMS that asks and listens, a server for files, and a station that works on its own between them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from aiohttp import web
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.device.device import Device
from plugfest.simulator.files.transfer import Limits
from plugfest.simulator.standalone.jobs import Jobs
from plugfest.simulator.station import Station

NOW = "2030-01-01T00:00:00Z"


class Csms:
    """Answers everything, keeps what it hears, and asks what it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {}
        self._line: ServerConnection | None = None
        self._numbers = count(1)
        self._more = asyncio.Condition()

    async def __call__(self, connection: ServerConnection) -> None:
        self._line = connection
        with suppress(ConnectionClosed):
            async for text in connection:
                message = json.loads(text)
                if message[0] == 2:
                    boot = {"currentTime": NOW, "interval": 1, "status": "Accepted"}
                    answer = boot if message[2] == "BootNotification" else {}
                    await connection.send(json.dumps([3, message[1], answer]))
                await self._keep(message)

    async def _keep(self, message: list[Any]) -> None:
        async with self._more:
            if message[0] == 2:
                self.heard.append((message[2], message[3]))
            else:
                self.answers[message[1]] = message[2]
            self._more.notify_all()

    async def asks(self, action: str, **payload: Any) -> dict[str, Any]:
        """Ask the station something; its answer."""
        assert self._line is not None
        number = str(next(self._numbers))
        await self._line.send(json.dumps([2, number, action, payload]))
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: number in self.answers)
        return dict(self.answers[number])

    async def hears(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(condition)

    def reported(self, action: str) -> list[str]:
        """The statuses, or the types, that were told in this message."""
        return [payload.get("status") or payload["type"] for heard, payload in self.heard if heard == action]

    def of(self, action: str) -> list[dict[str, Any]]:
        return [payload for heard, payload in self.heard if heard == action]


@pytest.fixture
def other() -> Csms:
    return Csms()


@pytest.fixture
async def line(csms: Callable[..., Awaitable[str]], other: Csms) -> ConnectOptions:
    """How the station connects."""
    return ConnectOptions(await csms(other))


@pytest.fixture
async def station(line: ConnectOptions) -> AsyncIterator[Station]:
    """A station that is connected."""
    made = Station(Device(identity="CS1"))
    assert (await made.connect(line)).accepted
    yield made
    made.cut()


@pytest.fixture
async def jobs(station: Station, line: ConnectOptions) -> AsyncIterator[Jobs]:
    """Return the station's jobs; the station restarts by reconnecting."""

    async def restart(reason: str) -> None:
        await station.disconnect()
        assert (await station.connect(line)).accepted
        await asyncio.wait([(await station.send(station.device.boot(reason))).answer])

    async with Jobs(station, restart, limits=Limits(connect=5, idle=5, total=10)) as made:
        station.on_call = made.take
        yield made


@pytest.fixture
async def files() -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """Starts a server that answers by path, and keeps what is put there; its address."""
    runners: list[web.AppRunner] = []

    async def start(found: dict[str, bytes | int], kept: dict[str, bytes] | None = None) -> str:
        async def answer(request: web.Request) -> web.StreamResponse:
            if request.method == "PUT" and kept is not None:
                kept[request.path] = await request.read()
            content = found.get(request.path, 404)
            return web.Response(status=content) if isinstance(content, int) else web.Response(body=content)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runners.append(web.AppRunner(app, shutdown_timeout=0.1))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runners[-1].addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()
