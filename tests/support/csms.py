"""A running compact CSMS, its operator, and a bare station: a WebSocket client that knows nothing but frames."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

import aiohttp
import websockets
from websockets.asyncio.client import ClientConnection, connect

from support.openapi import check_answer

PASSWORD = "correct horse battery"


def unexpected_lines(errors: str) -> list[str]:
    """Return the lines on stderr other than those of refused connections."""
    return [line for line in errors.splitlines() if "refused connection to" not in line]


class CsmsProcess:
    """A CSMS process, started with these arguments."""

    def __init__(self, *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-P", "-m", "plugfest.csms", *arguments]
        self.popen = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={**os.environ, **(env or {})},
        )
        assert self.popen.stdout is not None
        self.line = self.popen.stdout.readline().strip()
        self.words = words = dict(word.split("=", 1) for word in shlex.split(self.line) if "=" in word)
        self.ws, self.operator, self.token = words.get("ws", ""), words.get("operator", ""), words.get("token", "")
        self.files = words.get("files", "")

    def bearer(self) -> str:
        return os.environ.get("PLUGFEST_CSMS_TOKEN") or Path(self.token).read_text().strip()

    def stop(self) -> tuple[int, str]:
        """Stop it cleanly; its exit code and what it wrote to stderr."""
        self.popen.terminate()
        _, errors = self.popen.communicate(timeout=10)
        return self.popen.returncode, errors

    async def stops(self) -> tuple[int, str]:
        """As `stop`, while the test goes on: connected clients can say good-bye."""
        return await asyncio.to_thread(self.stop)

    def kill(self) -> None:
        """End it as a power cut would; nothing happens to one that has ended."""
        self.popen.kill()
        self.popen.wait(10)
        for pipe in (self.popen.stdout, self.popen.stderr):
            assert pipe is not None
            pipe.close()


class Operator:
    """The operator API, spoken by hand; each answer must be as the API's own document says."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def request(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        async with self.session.request(method, path, json=body, **more) as response:
            status, value = response.status, await response.json()
        check_answer(method, path, status, value)
        return status, value

    async def get(self, path: str) -> Any:
        status, value = await self.request("GET", path)
        assert status == 200, value
        return value

    async def put(self, path: str, **body: Any) -> Any:
        status, value = await self.request("PUT", path, body)
        assert status in {200, 201}, value
        return value

    async def starts(self, station: str, operation: str, **parameters: Any) -> str:
        path = f"/stations/{quote(station, safe='')}/operations/{operation}"
        status, value = await self.request("POST", path, parameters)
        assert status == 202, value
        return str(value["operation"])

    async def outcome(self, operation: str) -> Any:
        return await self.get(f"/operations/{operation}?wait=5")


@dataclass
class Asked:
    """A request that the CSMS sent."""

    id: str
    action: str
    payload: dict[str, Any]


class Station:
    """One connection, and the frames on it."""

    def __init__(self, id_: str, socket: ClientConnection) -> None:
        self.id = id_
        self.socket = socket
        self._answers: dict[str, asyncio.Future[list[Any]]] = {}
        self._other: asyncio.Queue[list[Any]] = asyncio.Queue()
        self._calls: asyncio.Queue[Asked] = asyncio.Queue()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for message in self.socket:
                frame = json.loads(message)
                if frame[0] == 2:
                    self._calls.put_nowait(Asked(frame[1], frame[2], frame[3]))
                elif frame[1] in self._answers:
                    self._answers.pop(frame[1]).set_result(frame)
                else:
                    self._other.put_nowait(frame)

    async def frame(self, text: str | bytes) -> list[Any]:
        """Send a text as it is; the next frame that answers no call."""
        await self.socket.send(text)
        async with asyncio.timeout(5):
            return await self._other.get()

    async def calls(self, action: str, /, **payload: Any) -> list[Any]:
        """Send a request; the whole answering frame."""
        id_ = str(uuid4())
        self._answers[id_] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps([2, id_, action, payload]))
        async with asyncio.timeout(5):
            return await self._answers[id_] if id_ in self._answers else []

    async def says(self, action: str, /, **payload: Any) -> dict[str, Any]:
        """Send a request; the payload of its CALLRESULT."""
        frame = await self.calls(action, **payload)
        assert frame[0] == 3, frame
        return dict(frame[2])

    async def is_asked(self, action: str) -> Asked:
        """The next request of the CSMS, which must be this one."""
        async with asyncio.timeout(5):
            asked = await self._calls.get()
        assert asked.action == action, asked
        return asked

    def is_left_alone(self) -> bool:
        return self._calls.empty()

    async def answers(self, asked: Asked, **payload: Any) -> None:
        await self.socket.send(json.dumps([3, asked.id, payload]))

    async def boots(self, reason: str = "PowerUp") -> dict[str, Any]:
        return await self.says("BootNotification", reason=reason, chargingStation={"model": "M1", "vendorName": "V"})

    async def leaves(self) -> None:
        await self.socket.close()
        await self._reader


class RunningCsms(Protocol):
    """A CSMS that tests can reach: a process, or one in the process of the tests."""

    ws: str
    operator: str

    def bearer(self) -> str: ...


@dataclass
class LocalCsms:
    """A CSMS that runs in the process of the tests."""

    ws: str
    operator: str
    token: str = "token"

    def bearer(self) -> str:
        """Return the token of its API."""
        return self.token


class World:
    """One CSMS with its operator; stations are let in and connected here."""

    def __init__(self, process: RunningCsms, operator: Operator) -> None:
        self.process = process
        self.operator = operator
        self._stations: list[Station] = []

    async def provision(self, id_: str | None = None, **more: Any) -> str:
        id_ = id_ or f"CS-{uuid4().hex[:12]}"
        await self.operator.put(f"/stations/{quote(id_, safe='')}", password=PASSWORD, **more)
        return id_

    async def connect(self, id_: str, *, user: str | None = None, password: str = PASSWORD, **more: Any) -> Station:
        login = base64.b64encode(f"{id_ if user is None else user}:{password}".encode()).decode()
        options: dict[str, Any] = {
            "subprotocols": ["ocpp2.0.1"],
            "additional_headers": {"Authorization": f"Basic {login}"},
            **more,
        }
        url = self.process.ws.replace("{station}", quote(id_, safe=""))
        station = Station(id_, await connect(url, proxy=None, **options))
        self._stations.append(station)
        return station

    async def station(self, **more: Any) -> Station:
        """A new station, connected and accepted."""
        station = await self.connect(await self.provision(**more))
        assert (await station.boots())["status"] == "Accepted"
        return station

    async def close(self) -> None:
        for station in self._stations:
            await station.leaves()
