"""The waits of one play, which end early when the connection is lost or plugfest itself fails."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.trace import Trace

T = TypeVar("T")


class Waits:
    """Waits for one event at a time, with a time limit that can be extended; `record` lists them all."""

    def __init__(
        self,
        trace: Trace,
        release: Callable[[], None],
        lost_before: Callable[[], Stop | None],
        lost_meanwhile: Callable[[], Stop | None],
    ) -> None:
        """Make the waits of a play.

        `release` answers calls that no step took before the next wait. The other two return why the connection was
        lost before a wait or during one, if it was.
        """
        self.record: list[dict[str, Any]] = []
        self.waiting_for = ""
        self._trace = trace
        self._release = release
        self._lost_before = lost_before
        self._lost_meanwhile = lost_meanwhile
        self._event: asyncio.Future[Any] | None = None
        self._limit: asyncio.Timeout | None = None
        self._failure: BaseException | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether an event is awaited that has not come yet."""
        return self._event is not None and not self._event.done()

    async def wait(self, what: str, event: "asyncio.Future[T]", within: float | None) -> T:
        """Wait for an event. Raises TimeoutError after `within` seconds, Stop after a lost connection."""
        if self._failure is not None:
            raise self._failure
        if not event.done() and (stop := self._lost_before()) is not None:
            raise stop
        self._event, self.waiting_for = event, what
        self._release()
        before = self._trace.now
        try:
            async with asyncio.timeout(within) as self._limit:
                self._trace.on_change()
                return await asyncio.shield(event)
        except asyncio.CancelledError:
            if self._failure is not None:
                raise self._failure from None
            if event.cancelled() and (stop := self._lost_meanwhile()) is not None:
                raise stop from None
            raise
        finally:
            self._event, self.waiting_for, self._limit = None, "", None
            self.record.append({"for": what, "seconds": round(self._trace.now - before, 6)})
            self._trace.on_change()

    def interrupt(self) -> None:
        """End the current wait, because the connection was lost."""
        if self._event is not None and not self._event.done():
            self._event.cancel()

    def fail(self, error: BaseException) -> None:
        """Raise an error of plugfest itself in the current wait, and in every later one."""
        self._failure = error
        if self._event is not None:
            self._event.cancel()

    @property
    def time_left(self) -> float | None:
        """Seconds until the current wait times out; None without a wait or a limit."""
        when = self._limit.when() if self._limit is not None else None
        return None if when is None else when - asyncio.get_running_loop().time()

    def allow_more_time(self, seconds: float) -> None:
        """Extend the time limit of the current wait."""
        limit = self._limit
        if limit is not None and not limit.expired() and (when := limit.when()) is not None:
            limit.reschedule(when + seconds)
            self._trace.on_change()
