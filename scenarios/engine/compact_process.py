"""The compact CSMS as a separate process: starts it, waits for it and ends it."""

import asyncio
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from plugfest.scenarios.engine.compact_spawn import kill, spawn_compact

READY = re.compile(r"compact CSMS ready: (.*)")
SECONDS_TO_START = 20.0
SECONDS_TO_STOP = 10.0
SECONDS_TO_DIE = 0.2
"""Seconds from the first connection that an ending process resets until it has ended."""


class CompactStartError(Exception):
    """The compact CSMS did not start; the text contains its output."""


@dataclass
class CompactProcess:
    """A running compact CSMS and its addresses."""

    process: "subprocess.Popen[bytes]"
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
            code = await asyncio.to_thread(self.process.wait, SECONDS_TO_DIE)
        except subprocess.TimeoutExpired:
            return None
        return f"its process ended with code {code}"

    async def stop(self) -> str:
        """End it gracefully, or by force if necessary; return how it ended."""
        with self.process as process:
            if process.poll() is not None:
                return f"it had ended before, with code {process.returncode}"
            process.terminate()
            try:
                async with asyncio.timeout(SECONDS_TO_STOP):
                    code = await asyncio.to_thread(process.wait)
            except TimeoutError:
                kill(process)
                return f"killed: it had not ended {SECONDS_TO_STOP:g} s after SIGTERM"
            return f"ended with code {code}"


async def start_compact(log: Path, *arguments: str) -> CompactProcess:
    """Start the compact CSMS on free ports of the loopback; its log goes to `log`. Raises CompactStartError."""
    return await ready_compact(spawn_compact(log, *arguments), log)


async def ready_compact(process: "subprocess.Popen[bytes]", log: Path) -> CompactProcess:
    """Wait until a compact CSMS is ready; return its addresses. Raises CompactStartError."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            line = (await asyncio.to_thread(process.stdout.readline)).decode(errors="replace")
    except TimeoutError:
        line = ""
    except asyncio.CancelledError:
        kill(process)
        raise
    ready = READY.match(line)
    if ready is None:
        kill(process)
        said = await asyncio.to_thread(log.read_text, encoding="utf-8", errors="replace")
        last = said.strip().splitlines()[-1:] or ["nothing"]
        raise CompactStartError(f"the compact CSMS did not start; the last line of its log {log} is: {last[0]}")
    words = dict(word.split("=", 1) for word in shlex.split(ready[1]))
    addresses = {profile: words[key] for profile, key in ((1, "ws"), (2, "wss2"), (3, "wss3")) if key in words}
    token = await asyncio.to_thread(Path(words["token"]).read_text, encoding="utf-8")
    return CompactProcess(process, addresses, words["operator"], token.strip(), words["files"], words.get("trust"))
