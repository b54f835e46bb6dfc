"""Delay the responses to failed logins, per station and per address. Valid logins are not delayed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

import msgspec

_MAX_KEYS: Final = 10_000


class TooManyAttempts(Exception):
    """Raised while so many failed logins of an address are delayed that no further password of it is checked."""


class LeakyBucket(msgspec.Struct):
    """Count failures per key: `free` failures cost nothing, then one is allowed every `pause` seconds."""

    free: int
    pause: float
    longest: float
    """Upper bound of one delay, in seconds."""
    clock: Callable[[], float] = time.monotonic
    _debts: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)

    def delay(self, key: str) -> float:
        """Record one more failure and return how long its response must be delayed, in seconds."""
        now = self.clock()
        debt, since = self._debts.pop(key, (0.0, now))
        debt = max(0.0, debt - (now - since) / self.pause) + 1
        if len(self._debts) >= _MAX_KEYS:
            del self._debts[next(iter(self._debts))]
        self._debts[key] = (debt, now)
        return min(self.longest, max(0.0, (debt - self.free) * self.pause))


class LoginThrottle:
    """Delays the responses to wrong passwords.

    Only failures are delayed, so that a station never waits because of others who use its name. Many stations can
    connect from one address at the same time and queue for the check. Guessing in parallel gains nothing: while as many
    failures of an address are delayed as can be checked at the same time, none of its passwords is checked.
    """

    def __init__(self, longest: float, *, at_once: int = 16) -> None:
        self._stations = LeakyBucket(free=5, pause=10.0, longest=longest)
        self._addresses = LeakyBucket(free=50, pause=0.5, longest=longest)
        self._at_once = at_once
        self._slots: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._delayed: Counter[str] = Counter()
        self._delayed_of_station: Counter[str] = Counter()
        self._good: dict[str, str] = {}
        """The address of each station's last successful login, the latest last."""

    def succeeded(self, address: str, station: str) -> None:
        """Note a successful login from this address, where guesses of others do not block the station."""
        self._good.pop(station, None)
        self._good[station] = address
        if len(self._good) > _MAX_KEYS:
            del self._good[next(iter(self._good))]

    @asynccontextmanager
    async def attempt(self, address: str, station: str) -> AsyncIterator[None]:
        """Hold one of the slots for password checks of this address. Raises TooManyAttempts.

        It is also raised while the limit of delayed failures of the station is reached, from any address, except at
        the address of the station's last successful login.
        """
        if self._delayed_of_station[station] >= self._at_once and self._good.get(station) != address:
            raise TooManyAttempts
        slots = self._slots.setdefault(address, asyncio.Semaphore(self._at_once))
        async with slots:
            if self._delayed[address] >= self._at_once:
                raise TooManyAttempts
            yield

    async def delay_failure(self, address: str, station: str | None = None) -> None:
        """Wait until the response to a wrong password, or to an unknown station, may be sent."""
        delay = self._addresses.delay(address)
        if station is not None:
            delay = max(delay, self._stations.delay(station))
        password = station is not None
        self._delayed[address] += password
        self._delayed_of_station[station or ""] += password
        try:
            await asyncio.sleep(delay)
        finally:
            for counts, key in ((self._delayed, address), (self._delayed_of_station, station or "")):
                counts[key] -= password
                if not counts[key]:
                    del counts[key]
