"""The time that a station lives in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

MARGIN = timedelta(seconds=1)
"""How far a clock stays behind real time at least: room for a thousand stamps in a burst, each later than the last."""

_LEAP_SECOND = re.compile(r":60(?=[.Z+-]|$)")
_STEP = timedelta(milliseconds=1)


def rfc3339(moment: datetime) -> str:
    """Return a moment as OCPP writes it: RFC 3339 in UTC, with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole(moment: datetime) -> datetime:
    """Return a moment cut to the milliseconds that a station counts in."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def moment_of(text: str) -> datetime:
    """Return the moment that an RFC 3339 text names; UTC where it names no zone. Raises ValueError.

    A leap second, which Python does not know, is taken for the second before it.
    """
    moment = datetime.fromisoformat(_LEAP_SECOND.sub(":59", text.upper()))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Clock:
    """The station's time: it runs with real time, can be let jump forward, and is never ahead of real time.

    `behind` is how many seconds it starts behind real time, so that a series of meter values of that length fits
    in the past. What it stamps rises strictly, by at least a millisecond.
    """

    def __init__(self, behind: float = 0.0, *, real_time: Callable[[], datetime] | None = None) -> None:
        self._real_time = real_time or (lambda: datetime.now(UTC))
        self._lag = timedelta(seconds=behind) + MARGIN
        self._last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present moment for this station, in whole milliseconds."""
        return max(whole(self._real_time() - self._lag), self._last)

    def text(self) -> str:
        """Return the present moment as OCPP writes it."""
        return rfc3339(self.now())

    def stamp(self) -> str:
        """Return a timestamp for a message or a value, later than every earlier one."""
        self._last = min(max(self.now(), self._last + _STEP), max(whole(self._real_time()), self._last))
        return rfc3339(self._last)

    def stamp_at(self, moment: datetime) -> str:
        """Let time pass until that moment and stamps it. Raises ValueError where it is past or still to come."""
        moment = whole(moment)
        self.run_to(moment)
        if moment <= self._last or self.now() < moment:
            raise ValueError(
                f"{rfc3339(moment)} is out of this clock's reach: it has to start further behind real time"
            )
        self._last = moment
        return rfc3339(moment)

    def reach(self, moment: datetime) -> str:
        """As `stamp_at`, for what is told of one moment in several messages: it may have passed already."""
        return rfc3339(moment) if whole(moment) <= self._last else self.stamp_at(moment)

    def follow_real_time(self) -> None:
        """Go on from real time, even if that has been set back: what is stamped next may lie before the last stamp."""
        self._last = datetime.min.replace(tzinfo=UTC)

    def run_to(self, moment: datetime) -> None:
        """Let time pass until that moment, or until just behind real time where the moment is still to come."""
        # Many stamps in a burst run ahead of the clock: what counts is how far the clock itself has to go.
        self.advance((moment - whole(self._real_time() - self._lag)).total_seconds())

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting; where that would overtake real time, it stops just behind it."""
        self._lag = max(self._lag - max(timedelta(seconds=seconds), timedelta()), MARGIN)
