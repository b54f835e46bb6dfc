"""Keeping a pace that a CSMS asks for: so many requests or connections a second, evenly."""

import asyncio
import time


class RateLimiter:
    """Lets through at most so many a second, evenly."""

    def __init__(self, per_second: float | None) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def acquire(self) -> None:
        """Wait for one's turn."""
        now = time.monotonic()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now:
            await asyncio.sleep(mine - now)
