"""A run whose own process is stopped in the middle of its cases, as by a closed laptop."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from plugfest.reports.record import Record

STOPPED_RUN = """
import asyncio, os, signal, subprocess, sys
from functools import partial
from plugfest.scenarios.cli import main
from plugfest.scenarios.engine import pause_watch, run_case
from plugfest.simulator.station import Station

run_case.PauseWatch = partial(pause_watch.PauseWatch, longest_gap=1.0)
send, reached, both = Station.send, set(), asyncio.Event()

async def send_and_stop(self, call, **more):
    sent = await send(self, call, **more)
    if call.action == "BootNotification" and self not in reached:
        reached.add(self)
        if len(reached) == 2:
            subprocess.Popen(["sh", "-c", f"sleep 1.5; kill -CONT {os.getpid()}"])
            os.kill(os.getpid(), signal.SIGSTOP)
            both.set()
        await both.wait()
    return sent

Station.send = send_and_stop
sys.exit(main(["run", "TC_C_52", "TC_D_01", "--workers", "2"]))
"""


def test_cases_under_way_while_the_process_was_stopped_are_inconclusive(
    tmp_path: Path, record: Callable[..., Record]
) -> None:
    command = [sys.executable, "-c", STOPPED_RUN]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    for name in ("TC_C_52", "TC_D_01"):
        case = record().case(name)
        assert case is not None
        assert (case["verdict"], case["cause"]["code"]) == ("INCONCLUSIVE", "process-paused"), case["cause"]
        assert case["cause"]["text"].startswith("plugfest itself did not run for")
