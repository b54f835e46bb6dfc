"""The servers that are measured, each a process of its own: the compact CSMS and what it is compared with."""

from __future__ import annotations

import asyncio
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Self

import aiohttp
from wire import PASSWORD


class Server:
    """A server process; `async with` starts and ends it."""

    def __init__(self, name: str, *command: str) -> None:
        self.name = name
        self._command = command
        self.address = ""

    async def __aenter__(self) -> Self:
        self.ready(await asyncio.to_thread(self._start))
        return self

    def _start(self) -> str:
        command = [sys.executable, "-P", *self._command]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    async def __aexit__(self, *_: object) -> None:
        self.process.terminate()
        await asyncio.to_thread(self.process.wait, 20)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def ready(self, line: str) -> None:
        """The server has said where it listens."""
        self.address = line.strip()

    async def provision(self, stations: list[str]) -> None:
        """Let these stations in."""

    def resident(self) -> float:
        """Resident memory of the process in MB (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def files(self) -> int:
        """How many files and sockets the process has open (Linux)."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def cpu(self) -> float:
        """Seconds of processor time that the process has used (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class CompactCsms(Server):
    """The compact CSMS, plain WebSocket only; passwords are hashed cheaply where they are not what is measured."""

    def __init__(self, data: Path, *more: str, password_cost: int = 8) -> None:
        options = ("--data", str(data), "--security-profile", "1", "--password-cost", str(password_cost))
        super().__init__("compact CSMS", "-m", "plugfest.csms", *options, *more)
        self.data = data

    def ready(self, line: str) -> None:
        words = dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)
        self.address = words["ws"].removesuffix("/{station}")
        self.operator = words["operator"]
        self.token = (self.data / "operator.token").read_text().strip()

    def api(self) -> aiohttp.ClientSession:
        """The operator API."""
        return aiohttp.ClientSession(self.operator, headers={"Authorization": f"Bearer {self.token}"})

    async def provision(self, stations: list[str]) -> None:
        async with self.api() as api:
            for begin in range(0, len(stations), 50):
                await asyncio.gather(*(self._put(api, station) for station in stations[begin : begin + 50]))

    async def _put(self, api: aiohttp.ClientSession, station: str) -> None:
        async with api.put(f"/stations/{station}", json={"password": PASSWORD}) as response:
            response.raise_for_status()


def more_files() -> None:
    """Let this process, and those that it starts, open as many files as it may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def echo() -> Server:
    """A bare JSON echo with websockets."""
    return Server("websockets JSON echo", str(Path(__file__).with_name("echo.py")))


def charge_point() -> Server:
    """The ocpp package's ChargePoint, which validates and stores nothing."""
    return Server("ocpp ChargePoint", str(Path(__file__).with_name("charge_point.py")))
