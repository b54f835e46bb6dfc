"""The clock of the CSMS: stations use it, so times are validated and composed by it, too."""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

NOTICEABLE = timedelta(seconds=2)
"""A smaller difference is attributed to latency and whole seconds, and ignored."""


class CsmsClock:
    """The time of the CSMS in one play: our own time until the CSMS has sent its time."""

    def __init__(self) -> None:
        self.offset = timedelta()
        """Difference between the CSMS's time and the time of this machine."""
        self.known = False

    def now(self) -> datetime:
        """Return the current time of the CSMS."""
        return datetime.now(UTC) + self.offset

    def learn(self, reported: datetime, sent: datetime, heard: datetime) -> None:
        """Set the clock by the time in an answer, sent half a round trip before its arrival; only the first counts."""
        if self.known:
            return
        offset = reported - (heard - (heard - sent) / 2)
        self.known = True
        self.offset = offset if abs(offset) > NOTICEABLE else timedelta()


_CURRENT: ContextVar[CsmsClock] = ContextVar("the clock of the CSMS")


def begin_play() -> CsmsClock:
    """Give the current task, and the tasks that it starts, a new clock."""
    clock = CsmsClock()
    _CURRENT.set(clock)
    return clock


def current_clock() -> CsmsClock | None:
    """Return the clock of the current play."""
    return _CURRENT.get(None)


def csms_now() -> datetime:
    """Return the current time of the CSMS in this play; outside of plays, our own time."""
    clock = current_clock()
    return datetime.now(UTC) if clock is None else clock.now()
