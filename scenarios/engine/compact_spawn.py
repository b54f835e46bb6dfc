"""Begins and kills the process of the compact CSMS. Light to import: without asyncio, which a run imports meanwhile."""

import subprocess
import sys
from pathlib import Path

FREE_PORTS = ("--port", "0", "--operator-port", "0")
FOR_ONE_RUN = ("--password-cost", "4", "--end-with-stdin")
"""Its stations exist for one play, with long random passwords: expensive hashing would protect nothing. However a run
ends, even if it is killed, its CSMS ends with it."""


def spawn_compact(log: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Begin to start the compact CSMS on free ports of the loopback; its log goes to `log`."""
    with log.open("wb") as stderr:
        return subprocess.Popen(  # noqa: S603
            (sys.executable, "-P", "-m", "plugfest.csms", *FREE_PORTS, *FOR_ONE_RUN, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            # A Ctrl-C in the terminal must reach the run only: the run ends its CSMS itself.
            start_new_session=True,
        )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process unless it has ended, and close its pipes."""
    with process:
        process.kill()
