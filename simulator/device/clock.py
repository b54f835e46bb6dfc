"""The clock of a station."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

MARGIN = timedelta(seconds=1)
"""Minimum distance to real time: room for a burst of a thousand increasing stamps."""

_LEAP_SECOND = re.compile(r":60(?=[.Z+-]|$)")
_STEP = timedelta(milliseconds=1)


def rfc3339(moment: datetime) -> str:
    """Return a time as RFC 3339 text in UTC, with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole(moment: datetime) -> datetime:
    """Return a time truncated to milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def moment_of(text: str) -> datetime:
    """Return the time of an RFC 3339 text, in UTC if it has no zone. Raises ValueError.

    A leap second, which Python does not support, becomes the second before it.
    """
    moment = datetime.fromisoformat(_LEAP_SECOND.sub(":59", text.upper()))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Clock:
    """The station's clock: it runs with real time, can jump forward, and is never ahead of real time.

    `behind` is the number of seconds that it starts behind real time, so that a series of meter values of that length
    fits in the past. Its stamps increase by at least a millisecond.
    """

    def __init__(self, behind: float = 0.0, *, real_time: Callable[[], datetime] | None = None) -> None:
        self._real_time = real_time or (lambda: datetime.now(UTC))
        self._lag = timedelta(seconds=behind) + MARGIN
        self._last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the current time of this station, in whole milliseconds."""
        return max(whole(self._real_time() - self._lag), self._last)

    def text(self) -> str:
        """Return the present moment as OCPP writes it."""
        return rfc3339(self.now())

    def stamp(self) -> str:
        """Return a timestamp for a message or a value, later than every earlier one."""
        self._last = min(max(self.now(), self._last + _STEP), max(whole(self._real_time()), self._last))
        return rfc3339(self._last)

    def stamp_at(self, moment: datetime) -> str:
        """Let time pass until that time and return its stamp. Raises ValueError if it is past or ahead of real time."""
        moment = whole(moment)
        self.run_to(moment)
        if moment <= self._last or self.now() < moment:
            raise ValueError(
                f"{rfc3339(moment)} is out of this clock's reach: it has to start further behind real time"
            )
        self._last = moment
        return rfc3339(moment)

    def reach(self, moment: datetime) -> str:
        """Like `stamp_at`, for a time reported in several messages: it may have passed already."""
        return rfc3339(moment) if whole(moment) <= self._last else self.stamp_at(moment)

    def follow_real_time(self) -> None:
        """Continue from real time, even if it was set back: the next stamp may be before the last one."""
        self._last = datetime.min.replace(tzinfo=UTC)

    def run_to(self, moment: datetime) -> None:
        """Let time pass until that time, or until just behind real time if it is ahead."""
        # A burst of stamps runs ahead of the clock: the distance is measured from the clock itself.
        self.advance((moment - whole(self._real_time() - self._lag)).total_seconds())

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting, up to just behind real time."""
        self._lag = max(self._lag - max(timedelta(seconds=seconds), timedelta()), MARGIN)
