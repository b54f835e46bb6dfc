"""Where a play gets its station from: the operator makes one, or the pool of the configuration lends one."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from plugfest.scenarios.config.description import CsmsDescription, StationEntry
from plugfest.scenarios.config.state import StateFile
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.operators.protocol import Operator, StationAccess, StationSpec


class Stations:
    """Lends each play a station of its own, for as long as it plays."""

    def __init__(self, description: CsmsDescription, operator: Operator) -> None:
        self._description = description
        self._operator = operator
        self._pool = {entry.identity: entry for entry in description.stations}
        self._lent: set[str] = set()
        self._returned = asyncio.Condition()

    @asynccontextmanager
    async def station(self, spec: StationSpec) -> AsyncIterator[StationAccess]:
        """A station for this wish; waits while all that fit are lent. Raises Stop where none fits at all."""
        if self._operator.provisions:
            access = await self._operator.provision(spec)
            await asyncio.sleep(self._description.pace.propagation)
            try:
                yield access
            finally:
                await asyncio.shield(self._operator.release(access))
            return
        fitting = [entry for entry in self._pool.values() if _is_suitable(entry, spec)]
        if not fitting:
            raise Stop(
                "configured-value-missing",
                f"no station of the pool fits: role {spec.role!r}, security profile {spec.security_profile}",
            )
        async with self._returned:
            await self._returned.wait_for(lambda: any(entry.identity not in self._lent for entry in fitting))
            identity = next(entry.identity for entry in fitting if entry.identity not in self._lent)
            self._lent.add(identity)
            entry = self._pool[identity]  # as the last play has left it
        access = _access(entry, spec, self._description.tokens)
        try:
            await self._operator.prepare(access, spec)
            try:
                yield access
            finally:
                await asyncio.shield(self._operator.release(access))
        finally:
            async with self._returned:
                self._lent.discard(entry.identity)
                self._returned.notify_all()

    def remember(self, identity: str, **changes: str | int) -> None:
        """A play has changed what a station needs to connect: its password, certificate, key or security profile.

        The next plays go on with it, and so do later runs where the configuration names a state file.
        """
        if identity in self._pool:
            self._pool[identity] = replace(self._pool[identity], **changes)  # type: ignore[arg-type]  # fields by name
            if self._description.state_file is not None:
                StateFile(self._description.state_file).remember(identity, changes)


def _is_suitable(entry: StationEntry, spec: StationSpec) -> bool:
    return entry.role == spec.role and entry.security_profile in (None, spec.security_profile)


def _access(entry: StationEntry, spec: StationSpec, tokens: Mapping[str, IdToken]) -> StationAccess:
    return StationAccess(
        identity=entry.identity,
        security_profile=spec.security_profile,
        password=entry.password,
        certificate=entry.certificate,
        key=entry.key,
        serial_number=entry.serial_number,
        tokens=tokens,
        connectors=entry.evses,
        values=entry.values,
    )
