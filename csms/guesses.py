"""Who guesses passwords is slowed down, per station and per address; who knows the right one never waits."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

_MOST_KNOWN: Final = 10_000


class TooManyGuesses(Exception):
    """So many wrong answers of this address are held back that no further password is checked."""


@dataclass
class Patience:
    """Wrong answers of each key: `free` of them cost nothing, then one may come every `pause` seconds."""

    free: int
    pause: float
    longest: float
    """The longest that one answer is held back."""
    clock: Callable[[], float] = time.monotonic
    _debts: dict[str, tuple[float, float]] = field(default_factory=dict)

    def delay(self, key: str) -> float:
        """One more wrong answer: how long to hold it back, in seconds."""
        now = self.clock()
        debt, since = self._debts.pop(key, (0.0, now))
        debt = max(0.0, debt - (now - since) / self.pause) + 1
        if len(self._debts) >= _MOST_KNOWN:
            del self._debts[next(iter(self._debts))]
        self._debts[key] = (debt, now)
        return min(self.longest, max(0.0, (debt - self.free) * self.pause))


class Guesses:
    """Holds back the answers to wrong passwords.

    Only wrong answers are held, so that the station itself is never kept waiting by those who pretend to be it. Many
    stations may come from one address at once, and wait in line; guessing in parallel gains nothing, for while as many
    wrong answers of an address are held as may be checked at once, no further password of it is.
    """

    def __init__(self, longest: float, *, at_once: int = 16) -> None:
        self._stations = Patience(free=5, pause=10.0, longest=longest)
        self._addresses = Patience(free=50, pause=0.5, longest=longest)
        self._at_once = at_once
        self._lines: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._held: Counter[str] = Counter()

    @asynccontextmanager
    async def attempt(self, address: str) -> AsyncIterator[None]:
        """While a password is checked; entered when it is this attempt's turn. Raises TooManyGuesses."""
        line = self._lines.setdefault(address, asyncio.Semaphore(self._at_once))
        async with line:
            if self._held[address] >= self._at_once:
                raise TooManyGuesses
            yield

    async def hold(self, address: str, station: str | None = None) -> None:
        """The password was wrong, or there is no such station: return when the answer may go out."""
        delay = self._addresses.delay(address)
        if station is not None:
            delay = max(delay, self._stations.delay(station))
        password = station is not None
        self._held[address] += password
        try:
            await asyncio.sleep(delay)
        finally:
            self._held[address] -= password
            if not self._held[address]:
                del self._held[address]
