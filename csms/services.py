"""Interfaces of the running CSMS for the API and the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from plugfest.csms.faults.kinds import AnyInjection
    from plugfest.csms.net.passwords import Passwords
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database


class Connected(Protocol):
    """A connected station, as the API sees it."""

    async def inject(self, injection: AnyInjection) -> str | None:
        """Send a message immediately; return its id if it has one."""
        ...

    def keep_pings(self) -> None:
        """Send pings, or none if a fault says so."""
        ...


class Services(Protocol):
    """The running CSMS, as the API and the blocks see it."""

    settings: Settings
    database: Database
    passwords: Passwords
    service_urls: dict[str, str]
    """Addresses of further services, by name, for the ready line."""

    @property
    def sessions(self) -> Mapping[str, Connected]:
        """Return the connected stations."""
        ...

    async def reload_trusted_roots(self) -> None:
        """Reload the roots of client certificates, effective from the next handshake on."""
        ...

    async def disconnect(self, station: str, reason: str) -> None:
        """Close the connection of a station, if it has one."""
        ...
