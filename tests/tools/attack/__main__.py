"""Attack the compact CSMS in the ways of docs/security.md, and measure how long other stations wait meanwhile.

`python tests/tools/attack`; `--source DIR` takes the CSMS of another checkout (its `src` folder), to compare.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import certificates
from websockets.asyncio.client import ClientConnection, connect

PASSWORD = "a password of the attack"
BOUND = 30.0
"""Seconds that one attack may take; what has not ended then is cut and marked with ">"."""


@dataclass
class Csms:
    """The CSMS under attack."""

    process: asyncio.subprocess.Process
    ws: str
    operator: str
    files: str
    token: str

    @property
    def memory(self) -> float:
        """Return the resident memory in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def start(source: Path | None, files: int) -> Csms:
    """Start the CSMS, with so many open files allowed."""
    environment = {**os.environ, **({"PYTHONPATH": str(source)} if source else {})}
    command = f"ulimit -n {files}; exec {shlex.quote(sys.executable)} -P -m plugfest.csms --security-profile 1"
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    words = dict(w.split("=", 1) for w in shlex.split((await process.stdout.readline()).decode()) if "=" in w)
    token = await asyncio.to_thread(Path(words["token"]).read_text)
    return Csms(process, words["ws"], words["operator"], words["files"], token.strip())


async def station(csms: Csms, name: str) -> ClientConnection:
    """Make a station known, and connect and boot it."""
    headers = {"Authorization": f"Bearer {csms.token}"}
    path = f"{csms.operator}/stations/{name}"
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.put(path, json={"password": PASSWORD}) as answer,
    ):
        assert answer.status in (200, 201), await answer.text()
    url = csms.ws.replace("ws://", f"ws://{name}:{PASSWORD.replace(' ', '%20')}@").replace("{station}", name)
    socket = await connect(url, subprotocols=["ocpp2.0.1"], max_size=None, proxy=None)  # type: ignore[list-item]
    boot = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
    await socket.send(json.dumps([2, "boot", "BootNotification", boot]))
    await socket.recv()
    return socket


async def witness(socket: ClientConnection, times: list[float]) -> None:
    """Send a Heartbeat every 20 ms at the most, and note how long each answer takes, also one that does not come."""
    number = 0
    while True:
        began = time.monotonic()
        number += 1
        try:
            await socket.send(f'[2,"w{number}","Heartbeat",{{}}]')
            await socket.recv()
        finally:
            times.append(time.monotonic() - began)
        await asyncio.sleep(max(0.0, 0.02 - times[-1]))


async def repeated_member(csms: Csms) -> None:
    """Send a frame of 1 MB in which one member stands again and again."""
    socket = await station(csms, "ATTACKER-1")
    await socket.send('[2,"1","DataTransfer",{"vendorId":"V",' + ",".join(['"a":1'] * 170_000) + "}]")
    await socket.recv()


async def many_names(csms: Csms) -> None:
    """Send a frame of 1 MB with many members, of which the last stands twice."""
    socket = await station(csms, "ATTACKER-2")
    members = ",".join(f'"{number}":1' for number in range(100_000))
    await socket.send('[2,"1","DataTransfer",{"vendorId":"V",' + members + ',"99999":1}]')
    await socket.recv()


async def look_alike_chain(csms: Csms) -> None:
    """Authorize with a chain of certificates that all have signed each other."""
    socket = await station(csms, "ATTACKER-3")
    payload = {"idToken": {"idToken": "X", "type": "eMAID"}, "certificate": certificates.chain(5_400)}
    await socket.send(json.dumps([2, "1", "Authorize", payload]))
    await socket.recv()


async def look_alike_responder(csms: Csms) -> None:
    """Ask for the status of a certificate at a responder that sends 60 look-alike authorities along."""
    socket = await station(csms, "ATTACKER-4")
    async with certificates.responder() as asked:
        await socket.send(json.dumps([2, "1", "GetCertificateStatus", {"ocspRequestData": asked}]))
        await socket.recv()


async def half_open(csms: Csms) -> None:
    """Hold 600 connections on each port that send no whole request, and see whether a new station gets in."""
    await _hold(csms, b"GET /health HTT", 600)


async def kept_alive(csms: Csms) -> None:
    """Hold 600 connections on each port that have asked for /health, and see whether a new station gets in."""
    await _hold(csms, b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", 600)


async def _hold(csms: Csms, said: bytes, count: int) -> None:
    held = []
    for url in (csms.ws, csms.operator, csms.files):
        port = urlsplit(url).port
        for _ in range(count):
            with suppress(OSError):
                async with asyncio.timeout(2):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(said)
                held.append(writer)
    try:
        socket = await station(csms, f"LATE-{len(said)}")
        await socket.close()
    finally:
        for writer in held:
            writer.close()


async def large_journal(csms: Csms) -> None:
    """Send 40 messages of 0.8 MB, and read the journal page."""
    socket = await station(csms, "ATTACKER-5")
    for number in range(40):
        await socket.send(json.dumps([2, str(number), "DataTransfer", {"vendorId": "V", "data": "x" * 800_000}]))
        await socket.recv()
    path = f"{csms.operator}/stations/ATTACKER-5/messages?limit=1000"
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {csms.token}"}) as http,
        http.get(path) as answer,
    ):
        await answer.read()


async def guesses(csms: Csms) -> None:
    """Guess the witness's password 200 times in parallel, and the operator's token 200 times."""
    url = csms.ws.replace("ws://", "http://").replace("{station}", "WITNESS")

    async def guess(http: aiohttp.ClientSession, number: int) -> None:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with http.get(
                url, headers={"Authorization": aiohttp.encode_basic_auth("WITNESS", f"guess-{number}")}
            ):
                pass
            async with http.get(f"{csms.operator}/stations", headers={"Authorization": f"Bearer guess-{number}"}):
                pass

    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        await asyncio.gather(*(guess(http, number) for number in range(200)))


ATTACKS: tuple[Callable[[Csms], Awaitable[None]], ...] = (
    repeated_member,
    many_names,
    look_alike_chain,
    look_alike_responder,
    large_journal,
    guesses,
    half_open,
    kept_alive,
)


async def attack(run: Callable[[Csms], Awaitable[None]], source: Path | None, files: int, bound: float) -> str:
    """Return a line of the table: what the attack took, and how long the witness waited."""
    csms = await start(source, files)
    times: list[float] = []
    try:
        watching = asyncio.create_task(witness(await station(csms, "WITNESS"), times))
        await asyncio.sleep(1)
        quiet, memory = statistics.median(times), csms.memory
        times.clear()
        began, outcome = time.monotonic(), ""
        try:
            async with asyncio.timeout(bound):
                await run(csms)
        except TimeoutError:
            outcome = ">"
        except (OSError, aiohttp.ClientError, AssertionError, EOFError) as error:
            outcome = f"{type(error).__name__} after "
        took = time.monotonic() - began
        memory = csms.memory - memory
        watching.cancel()
        await asyncio.wait([watching])
        longest, median = f"{max(times) * 1000:.0f}", statistics.median(times) * 1000
        return (
            f"| {run.__name__.replace('_', ' ')} | {outcome}{took:.2f} s | {quiet * 1000:.1f} | {median:.1f} | "
            f"{longest} | {memory:+.0f} MB |"
        )
    finally:
        csms.process.kill()
        await csms.process.communicate()


async def main() -> None:
    """Run every attack, each against a CSMS of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attacks", nargs="*", help="names of attacks; default: all")
    parser.add_argument("--source", type=Path, help="the src folder of another checkout")
    parser.add_argument("--open-files", type=int, default=512)
    parser.add_argument("--bound", type=float, default=BOUND, help="seconds for one attack")
    arguments = parser.parse_args()
    print("| attack | took | Heartbeat before, ms | median during | longest during | memory |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for run in ATTACKS:
        if not arguments.attacks or run.__name__ in arguments.attacks:
            print(await attack(run, arguments.source, arguments.open_files, arguments.bound), flush=True)


asyncio.run(main())
