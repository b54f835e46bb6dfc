"""The command line as a user has it: a process of its own, in a folder of its own."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from plugfest.reports.record import Record, read_record
from plugfest.scenarios.cli import main
from plugfest.scenarios.selfcheck.samples import sample

COMMAND = str(Path(sys.executable).parent / "plugfest")
PATIENCE = 120
"""Seconds, on a machine that others use too."""
CONFIGURATION = """
[csms]
name = "theirs"

[addresses.1]
url = "{url}"

[[stations]]
identity = "PF-1"
password = "a password of theirs"

[tokens]
valid = "04A1B2C3"

[pace]
message = 0.3
order = 1.0
answer = 5.0
look_further = 0.0
unasked = 0.1
quiet = 0.2
reconnect_pause = 0.0
"""


@dataclass
class Said:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def plugfest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Runs `plugfest` with these words, in this process: what is imported once is imported for all."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture
def plugfest_process(tmp_path: Path) -> Callable[..., Said]:
    """Runs `plugfest` with these words, as its users do."""

    def run(*words: str) -> Said:
        done = subprocess.run(
            [COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Begins `plugfest` with these words."""
    begun = []

    def begin(*words: str, **more: Any) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        begun.append(subprocess.Popen([COMMAND, *words], cwd=tmp_path, stdout=pipe, stderr=pipe, text=True, **more))
        return begun[-1]

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Record]:
    """Reads the record of a run in this folder."""
    return lambda folder="results": read_record(tmp_path / folder / "run.jsonl")


@pytest.fixture
def verdicts(record: Callable[..., Record]) -> Callable[..., dict[str, str]]:
    """The verdict of every case that was played, by its id in short."""

    def verdicts(folder: str = "results") -> dict[str, str]:
        cases = record(folder).cases
        return {case["id"].removesuffix("_CSMS"): case["verdict"] for case in cases if case["verdict"] != "NOT_RUN"}

    return verdicts


@pytest.fixture
def csms_of(tmp_path: Path) -> Callable[..., list[int]]:
    """The processes of the compact CSMS that a run in this folder has started: those that write its log."""

    def pids(folder: str = "results") -> list[int]:
        log = str(tmp_path / folder / "csms.log")
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and os.access(entry / "fd", os.R_OK):
                try:
                    if str((entry / "fd" / "2").readlink()) == log:
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    return pids


class Their:
    """A CSMS that answers every call as its schema wants, and does what its operator API is made to do in a test."""

    def __init__(self) -> None:
        self.url = self.api = ""
        self.connections: set[ServerConnection] = set()
        self.operate: Callable[[str], Awaitable[web.Response]]
        """Response of its operator API to an operation of this name."""
        self.operations = {"state": "done", "messages": [1]}
        """Reported state of every operation."""
        self.refuses: type[web.HTTPError] | None = None
        """Response to every request, if set."""

    async def send(self, action: str, **payload: Any) -> None:
        """Send a request to every station."""
        for connection in self.connections:
            await connection.send(json.dumps([2, str(uuid4()), action, payload]))

    async def talk(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        with suppress(ConnectionClosed):
            async for text in connection:
                number, identifier, action, *_ = json.loads(text)
                if number == 2:
                    answer = {**sample(f"{action}Response", ()), **({"interval": 1} if "Boot" in action else {})}
                    if action in ("Authorize", "TransactionEvent"):
                        answer["idTokenInfo"] = {"status": "Accepted"}
                    await connection.send(json.dumps([3, identifier, answer]))
        self.connections.discard(connection)

    async def ask(self, request: web.Request) -> web.Response:
        if self.refuses is not None:
            raise self.refuses
        if request.method == "POST" and "/operations/" in request.path:
            return await self.operate(request.path.rsplit("/", 1)[1])
        return web.json_response(self.operations if "/operations/" in request.path else {})

    async def live(self, ready: threading.Event, stop: asyncio.Event) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.ask)
        async with TestServer(app) as api, serve(self.talk, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"]) as server:
            self.api = str(api.make_url("")).rstrip("/")
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/{{station}}"
            ready.set()
            await stop.wait()


@pytest.fixture
def their() -> Iterator[Their]:
    """A CSMS in a thread of its own."""
    their, ready, stop, loop = Their(), threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(their.live(ready, stop),))
    thread.start()
    assert ready.wait(10)
    yield their
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture
def their_csms(their: Their) -> str:
    """The URL of a CSMS that answers every call as its schema wants and never sends anything."""
    return their.url


@pytest.fixture
def described(tmp_path: Path) -> Callable[..., str]:
    """Writes the TOML file of a CSMS; its name."""

    def write(url: str, more: str = "") -> str:
        (tmp_path / "theirs.toml").write_text(CONFIGURATION.format(url=url) + more)
        return "theirs.toml"

    return write
