"""The compact CSMS as a separate process: starts it, waits for it and ends it."""

import asyncio
import re
import shlex
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

READY = re.compile(r"compact CSMS ready: (.*)")
FREE_PORTS = ("--port", "0", "--operator-port", "0")
FOR_ONE_RUN = ("--password-cost", "8", "--end-with-stdin")
"""Its stations exist for one play, with long random passwords: expensive hashing would protect nothing. However a run
ends, even if it is killed, its CSMS ends with it."""
SECONDS_TO_START = 20.0
SECONDS_TO_STOP = 10.0
SECONDS_TO_DIE = 0.2
"""Seconds from the first connection that an ending process resets until it has ended."""


class CompactStartError(Exception):
    """The compact CSMS did not start; the text contains its output."""


@dataclass
class CompactProcess:
    """A running compact CSMS and its addresses."""

    process: asyncio.subprocess.Process
    addresses: dict[int, str]
    """By security profile."""
    operator: str
    token: str
    files: str
    """The address at which it offers firmware, without a slash at the end."""
    trust: str | None
    """PEM file with the root of its server certificates; None without TLS."""

    async def ended(self) -> str | None:
        """Return how it ended by itself; None while it runs. Wait for a process that is about to end."""
        try:
            async with asyncio.timeout(SECONDS_TO_DIE):
                await self.process.wait()
        except TimeoutError:
            return None
        return f"its process ended with code {self.process.returncode}"

    async def stop(self) -> str:
        """End it gracefully, or by force if necessary; return how it ended."""
        if self.process.returncode is not None:
            return f"it had ended before, with code {self.process.returncode}"
        self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(SECONDS_TO_STOP):
                code = await self.process.wait()
        except TimeoutError:
            await kill(self.process)
            return f"killed: it had not ended {SECONDS_TO_STOP:g} s after SIGTERM"
        return f"ended with code {code}"


async def kill(process: asyncio.subprocess.Process) -> None:
    """Kill a process that has not ended yet, and wait for its end."""
    if process.returncode is None:
        process.kill()
    await process.wait()


async def start_compact(log: Path, *arguments: str) -> CompactProcess:
    """Start the compact CSMS on free ports of the loopback; its log goes to `log`. Raises CompactStartError."""
    return await ready_compact(await spawn_compact(log, *arguments), log)


async def spawn_compact(log: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Begin to start the compact CSMS."""
    with log.open("wb") as stderr:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "plugfest.csms", *FREE_PORTS, *FOR_ONE_RUN, *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            # A Ctrl-C in the terminal must reach the run only: the run ends its CSMS itself.
            start_new_session=True,
        )


async def ready_compact(process: asyncio.subprocess.Process, log: Path) -> CompactProcess:
    """Wait until a compact CSMS is ready; return its addresses. Raises CompactStartError."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            line = (await process.stdout.readline()).decode(errors="replace")
    except TimeoutError:
        line = ""
    except asyncio.CancelledError:
        await kill(process)
        raise
    ready = READY.match(line)
    if ready is None:
        await kill(process)
        said = await asyncio.to_thread(log.read_text, encoding="utf-8", errors="replace")
        last = said.strip().splitlines()[-1:] or ["nothing"]
        raise CompactStartError(f"the compact CSMS did not start; the last line of its log {log} is: {last[0]}")
    words = dict(word.split("=", 1) for word in shlex.split(ready[1]))
    addresses = {profile: words[key] for profile, key in ((1, "ws"), (2, "wss2"), (3, "wss3")) if key in words}
    token = await asyncio.to_thread(Path(words["token"]).read_text, encoding="utf-8")
    return CompactProcess(process, addresses, words["operator"], token.strip(), words["files"], words.get("trust"))
