"""One thing that a station does later: at once, or when a time has come."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls a function in the event loop, once for each time that it is set; a task would take ten times the memory."""

    __slots__ = ("_call", "_soon", "_timer")

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._soon: asyncio.Handle | None = None
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Call as soon as the loop is free, however often this is asked for until then."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self._ring)

    def within(self, seconds: float) -> None:
        """Call after so many seconds, or earlier where that was asked for before."""
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = loop.call_at(at, self._time_has_come)

    def cancel(self) -> None:
        """Do not call."""
        for handle in (self._soon, self._timer):
            if handle is not None:
                handle.cancel()
        self._soon = self._timer = None

    def _ring(self) -> None:
        self._soon = None
        self._call()

    def _time_has_come(self) -> None:
        self._timer = None
        self._call()
