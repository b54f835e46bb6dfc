"""The source of a play's station: created by the operator, or lent from the configured pool."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from plugfest.scenarios.config.description import CsmsDescription, StationEntry
from plugfest.scenarios.config.state import StateFile
from plugfest.scenarios.context.station_memory import StationMemory
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.engine.leases import Lease
from plugfest.scenarios.operators.pool import access_of, is_suitable
from plugfest.scenarios.operators.protocol import Operator, StationAccess, StationSpec

_LOOKS_AGAIN = 0.2
"""Seconds between two checks of stations that another process uses or that still have to pause."""


class Stations:
    """Lends each play its own station until the play ends.

    The station that was used longest ago is lent first, so that a CSMS has time to notice its disconnection. A station
    that the CSMS has refused is not lent again.
    """

    def __init__(self, description: CsmsDescription, operator: Operator) -> None:
        self._description = description
        self._operator = operator
        self._pool = {entry.identity: entry for entry in description.stations}
        self._leases: dict[str, Lease] = {}
        self._made: dict[str, StationMemory] = {}
        self._returned = asyncio.Condition()
        self.set_aside: dict[str, str] = {}
        """Stations that are not lent again, each with the reason."""

    @asynccontextmanager
    async def station(self, spec: StationSpec) -> AsyncIterator[StationAccess]:
        """Lend a suitable station; wait while all suitable ones are lent. Raises Stop when none is suitable."""
        if self._operator.provisions:
            access = await self._operator.provision(spec)
            self._made[access.identity] = StationMemory()
            await asyncio.sleep(self._description.pace.propagation)
            try:
                yield access
            finally:
                del self._made[access.identity]
                await asyncio.shield(self._operator.release(access))
            return
        entry = await self._take(spec)
        access = access_of(entry, spec, self._description.tokens)
        try:
            await self._operator.prepare(access, spec)
            try:
                yield access
            finally:
                await asyncio.shield(self._operator.release(access))
        finally:
            async with self._returned:
                self._leases.pop(entry.identity).give_back()
                self._returned.notify_all()

    def memory(self, identity: str) -> StationMemory:
        """Return the memory of a lent station for its next play."""
        return self._made[identity] if identity in self._made else self._leases[identity].memory

    def remember(self, identity: str, **changes: str | int) -> None:
        """Store a station's changed credentials: password, certificate, key or security profile.

        Later plays use them, and so do later runs when the configuration names a state file.
        """
        if identity in self._pool:
            self._pool[identity] = replace(self._pool[identity], **changes)  # type: ignore[arg-type]  # fields by name
            if self._description.state_file is not None:
                StateFile(self._description.state_file).remember(identity, changes)

    async def _take(self, spec: StationSpec) -> StationEntry:
        """Take a suitable station once one is free. Raises Stop when none is suitable."""
        async with self._returned:
            while True:
                fitting = self._fitting(spec)
                elsewhere = False
                for lease, entry in self._rested(fitting):
                    if lease.take():
                        self._leases[entry.identity] = lease
                        return self._as_left(entry)
                    elsewhere = True
                resting = any(entry.identity not in self._leases for entry in fitting)
                # Neither another process nor the end of a pause causes an event, so check again.
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOKS_AGAIN if elsewhere or resting else None):
                        await self._returned.wait()

    def _fitting(self, spec: StationSpec) -> list[StationEntry]:
        suitable = [entry for entry in self._pool.values() if is_suitable(entry, spec)]
        fitting = [entry for entry in suitable if entry.identity not in self.set_aside]
        which = f"role {spec.role!r}, security profile {spec.security_profile}"
        if not suitable:
            raise Stop("configured-value-missing", f"no station of the pool fits: {which}")
        if not fitting:
            why = "; ".join(self.set_aside[entry.identity] for entry in suitable)
            raise Stop("station-refused", f"no station of the pool is left ({which}): {why}")
        return fitting

    def _rested(self, fitting: Iterable[StationEntry]) -> list[tuple[Lease, StationEntry]]:
        """Return the free stations that may be used now, the one used longest ago first."""
        free = [(Lease(self._description, e.identity), e) for e in fitting if e.identity not in self._leases]
        now = time.time()
        ready = [each for each in free if each[0].memory.not_before <= now]
        return sorted(ready, key=lambda each: each[0].memory.closed_at)

    def _as_left(self, entry: StationEntry) -> StationEntry:
        """Return a station with the state after its last play, in this or another process."""
        if self._description.state_file is None:
            return self._pool[entry.identity]
        (as_left,) = StateFile(self._description.state_file).applied([self._pool[entry.identity]])
        return as_left
