"""The clock of the CSMS: a station goes by it, so that times are judged and composed by it, too."""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

NOTICEABLE = timedelta(seconds=2)
"""A smaller difference is taken for the road and for whole seconds, and left alone."""


class CsmsClock:
    """The time of day of the CSMS, as far as one play knows it: our own until the CSMS has told its time."""

    def __init__(self) -> None:
        self.offset = timedelta()
        """How far the CSMS is ahead of this machine."""
        self.known = False

    def now(self) -> datetime:
        """Return the present moment by the clock of the CSMS."""
        return datetime.now(UTC) + self.offset

    def learn(self, reported: datetime, sent: datetime, heard: datetime) -> None:
        """Take the time that an answer told, half a round trip before it was heard; only the first one counts."""
        if self.known:
            return
        offset = reported - (heard - (heard - sent) / 2)
        self.known = True
        self.offset = offset if abs(offset) > NOTICEABLE else timedelta()


_CURRENT: ContextVar[CsmsClock] = ContextVar("the clock of the CSMS")


def begin_play() -> CsmsClock:
    """Give the current task, and those that it starts, a clock of its own."""
    clock = CsmsClock()
    _CURRENT.set(clock)
    return clock


def current_clock() -> CsmsClock | None:
    """Return the clock of the play that is under way here."""
    return _CURRENT.get(None)


def csms_now() -> datetime:
    """Return the present moment by the clock of the CSMS in this play; outside of plays, by our own."""
    clock = current_clock()
    return datetime.now(UTC) if clock is None else clock.now()
