"""Detection of pauses of plugfest's own process."""

from __future__ import annotations

import asyncio
import signal
import sys
import time

import pytest

from plugfest.scenarios.engine.pause_watch import PauseWatch

CHILD = """
import asyncio, sys
from plugfest.scenarios.engine.pause_watch import PauseWatch

async def main():
    async with PauseWatch(longest_gap=1.0) as watch:
        print("begun", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(watch.pause, flush=True)

asyncio.run(main())
"""


@pytest.mark.process
async def test_stopped_process_detects_its_pause() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"begun\n"
    process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(2.0)
    process.send_signal(signal.SIGCONT)
    said, _ = await process.communicate(b"\n")
    assert said.startswith(b"plugfest itself did not run for 2 s while this case was played")


async def test_gap_is_detected_before_the_watch_task_runs() -> None:
    async with PauseWatch(longest_gap=0.1) as watch:
        time.sleep(0.3)  # noqa: ASYNC251  the loop stands still, as in a pause
        assert watch.pause is not None


async def test_running_loop_has_no_pause() -> None:
    async with PauseWatch(longest_gap=60) as watch:
        await asyncio.sleep(0.01)
        assert watch.pause is None
