"""Creates stations and their tokens in the compact CSMS, and removes them: several in one request."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from plugfest.scenarios.certificates.pki import Pki
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.operators.credentials import fresh_identity, fresh_password, fresh_tokens
from plugfest.scenarios.operators.protocol import OperatorError, StationAccess, StationSpec

_CREATED_AT_ONCE: Final = 8
_REMOVED_AT_ONCE: Final = 100
"""Stations in one request; the API takes at most 1000 tokens."""

_TOKEN_STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "group": {"status": "Accepted"},
    "master_pass_group": {"status": "Accepted"},
    "valid": {"status": "Accepted", "group": "group"},
    "valid2": {"status": "Accepted", "group": "group"},
    "contract": {"status": "Accepted"},
    "invalid": {"status": "Invalid"},
    "blocked": {"status": "Blocked"},
    "expired": {"status": "Accepted", "expiry": "2020-01-01T00:00:00.000Z"},
    "master_pass": {"status": "Accepted", "group": "master_pass_group", "masterPass": True},
}
"""Token information for the CSMS, by role; `group` refers to the group token by its role."""

Change = Callable[[dict[str, Any]], Awaitable[None]]
"""Changes stations and tokens by one request; raises OperatorError."""


class CompactStations:
    """Gives every play a station of its own, with tokens of its own.

    Each request costs time. So ordinary stations are created ahead, once several plays have needed one, and stations
    of ended plays are removed with the next request: no other play can meet them.
    """

    def __init__(self, change: Change, pki: Pki) -> None:
        self._change = change
        self._pki = pki
        self._ready: defaultdict[int, list[StationAccess]] = defaultdict(list)
        """Ordinary stations that no play has used yet, by security profile."""
        self._created: Counter[int] = Counter()
        self._creating = asyncio.Lock()
        self._released: list[StationAccess] = []
        """Stations to be removed with the next request."""

    async def take(self, spec: StationSpec) -> StationAccess:
        """Return a station for a play; raises OperatorError."""
        if spec.identity is not None or spec.boot is not None:
            return (await self._create(spec, 1))[0]
        profile = spec.security_profile
        async with self._creating:
            if not self._ready[profile]:
                # As many as before, so that a short run creates few that it does not need.
                count = min(max(1, self._created[profile]), _CREATED_AT_ONCE)
                self._ready[profile] = await self._create(spec, count)
                self._created[profile] += count
            return self._ready[profile].pop()

    def release(self, access: StationAccess) -> None:
        """Have a station and its tokens removed with the next request."""
        self._released.append(access)

    async def remove_all(self) -> None:
        """Remove the stations that are left; raises OperatorError."""
        for ready in self._ready.values():
            self._released += ready
        self._ready.clear()
        while self._released:
            await self._send([], [])

    async def _create(self, spec: StationSpec, count: int) -> list[StationAccess]:
        created = [self._new(spec) for _ in range(count)]
        tokens = [token for access in created for token in _known_tokens(access.tokens)]
        try:
            await self._send([_station(access, spec) for access in created], tokens)
        except (OperatorError, asyncio.CancelledError):
            self._released += created  # the CSMS may have created them nevertheless
            raise
        return created

    def _new(self, spec: StationSpec) -> StationAccess:
        identity = spec.identity or fresh_identity()
        serial_number = identity[:25]
        client = self._pki.client_certificate(serial_number) if spec.security_profile == 3 else None
        return StationAccess(
            identity=identity,
            security_profile=spec.security_profile,
            password=fresh_password(),
            certificate=client.chain if client else None,
            key=client.key if client else None,
            serial_number=serial_number,
            tokens=fresh_tokens(),
        )

    async def _send(self, stations: list[dict[str, Any]], tokens: list[dict[str, Any]]) -> None:
        """Create stations and tokens, and remove those of ended plays."""
        gone, self._released = self._released[:_REMOVED_AT_ONCE], self._released[_REMOVED_AT_ONCE:]
        forgotten = [token.payload for access in gone for token in access.tokens.values()]
        try:
            await self._change(
                {
                    "stations": {"put": stations, "forget": [access.identity for access in gone]},
                    "tokens": {"put": tokens, "forget": forgotten},
                }
            )
        except (OperatorError, asyncio.CancelledError):
            self._released += gone
            raise


def _station(access: StationAccess, spec: StationSpec) -> dict[str, Any]:
    """Return the body that creates a station."""
    station: dict[str, Any] = {
        "id": access.identity,
        "password": access.password,
        "securityProfile": access.security_profile,
        "serialNumber": access.serial_number,
    }
    if spec.boot is not None:
        policy = {"Pending": "pending", "Rejected": "reject"}[spec.boot.status]
        station["boot"] = {"policy": policy, "times": spec.boot.times, "interval": spec.boot.interval}
    return station


def _known_tokens(tokens: Mapping[str, IdToken]) -> list[dict[str, Any]]:
    """Return the bodies that create a station's tokens."""
    return [
        {**tokens[role].payload, **state} | ({"group": tokens[state["group"]].payload} if "group" in state else {})
        for role, state in _TOKEN_STATES.items()
    ]
