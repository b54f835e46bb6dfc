"""Detects that our own process did not run: a closed laptop, a paused CI machine, a stopped process.

The behaviour of a CSMS in that time is no evidence, because it may have waited for us.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

LONGEST_GAP: Final = 5.0
"""Seconds without a turn of the event loop that a busy machine can cause; every longer gap is a pause."""
_TICK: Final = 0.5


class PauseWatch:
    """Watches the event loop within its context."""

    def __init__(self, longest_gap: float = LONGEST_GAP) -> None:
        self._longest_gap = longest_gap
        self._longest = 0.0
        self._last = _now()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to watch."""
        self._last = _now()
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def pause(self) -> str | None:
        """Describe the longest pause so far; None when there was none."""
        self._look()
        if self._longest <= self._longest_gap:
            return None
        return f"plugfest itself did not run for {self._longest:.0f} s while this case was played: play it again"

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            self._look()

    def _look(self) -> None:
        now = _now()
        self._longest, self._last = max(self._longest, now - self._last), now


def _now() -> float:
    """Return the time of a clock that runs while the machine sleeps, where there is one."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)
