"""One thing that a station does later: at once, or when a time has come."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls a function in the event loop, once for each time that it is set; a task would take ten times the memory."""

    __slots__ = ("_call", "_handle", "_soon")

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._handle: asyncio.Handle | None = None
        self._soon = False

    def soon(self) -> None:
        """Call as soon as the loop is free, however often this is asked for until then."""
        if not self._soon:
            self.cancel()
            self._soon = True
            self._handle = asyncio.get_running_loop().call_soon(self._ring)

    def within(self, seconds: float) -> None:
        """Call after so many seconds, or earlier where that was asked for before."""
        if self._soon:
            return
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if isinstance(self._handle, asyncio.TimerHandle) and self._handle.when() <= at:
            return
        self.cancel()
        self._handle = loop.call_at(at, self._ring)

    def cancel(self) -> None:
        """Do not call."""
        if self._handle is not None:
            self._handle.cancel()
        self._handle, self._soon = None, False

    def _ring(self) -> None:
        self._handle, self._soon = None, False
        self._call()
