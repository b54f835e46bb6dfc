"""Time that can pass faster than the wall clock."""

import asyncio
from datetime import UTC, datetime, timedelta


class Pace:
    """The time of a station: `speed` times as fast as the wall clock, from the moment at which it was made."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError(f"the speed must be greater than 0, was {speed:g}")
        self.speed = speed
        self._wall = self._began = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present moment of this time."""
        return self._began + (datetime.now(UTC) - self._wall) * self.speed

    def set(self, moment: datetime) -> None:
        """Let time go on from that moment."""
        self._wall, self._began = datetime.now(UTC), moment

    def on_the_wall(self, seconds: float) -> float:
        """Return how many seconds of the wall clock so many seconds of this time take."""
        return max(seconds, 0.0) / self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds of this time have passed."""
        await asyncio.sleep(self.on_the_wall(seconds))

    def until(self, moment: datetime, now: datetime) -> float:
        """Return how many seconds of the wall clock it is from `now` to `moment`."""
        return self.on_the_wall((moment - now) / timedelta(seconds=1))
