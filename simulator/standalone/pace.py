"""Time that can pass faster than the wall clock."""

import asyncio
from datetime import UTC, datetime, timedelta


class Pace:
    """The time of a station: `speed` times as fast as the wall clock, from its creation on."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError(f"the speed must be greater than 0, was {speed:g}")
        self.speed = speed
        self._wall = self._began = datetime.now(UTC)

    def now(self) -> datetime:
        """Return the current time."""
        return self._began + (datetime.now(UTC) - self._wall) * self.speed

    def set(self, moment: datetime) -> None:
        """Continue from that time."""
        self._wall, self._began = datetime.now(UTC), moment

    def on_the_wall(self, seconds: float) -> float:
        """Convert seconds of this time into seconds of the wall clock."""
        return max(seconds, 0.0) / self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait this many seconds of this time."""
        await asyncio.sleep(self.on_the_wall(seconds))

    def until(self, moment: datetime, now: datetime) -> float:
        """Return the seconds of the wall clock from `now` to `moment`."""
        return self.on_the_wall((moment - now) / timedelta(seconds=1))
