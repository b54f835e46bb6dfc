"""Interfaces between the parts of the CSMS: what the API and the blocks may use of the running CSMS."""

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
        """Send something at once; return the id of the message if it has one."""
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
        """Read the roots for client certificates again; they hold from the next handshake on."""
        ...

    async def disconnect(self, station: str, reason: str) -> None:
        """Close the connection of a station, if it has one."""
        ...
