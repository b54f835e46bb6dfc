"""Limits the rate of requests or connections as configured for a CSMS, evenly distributed."""

import asyncio
import time


class RateLimiter:
    """Admits at most a given number per second, evenly distributed."""

    def __init__(self, per_second: float | None) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def acquire(self) -> None:
        """Wait for the next slot."""
        now = time.monotonic()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now:
            await asyncio.sleep(mine - now)
