"""The state that all parts of a session share: the socket, the station, the journal and the findings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from plugfest.csms.store import journal
from plugfest.csms.store.database import Database, NotStored

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from websockets.asyncio.server import ServerConnection

    from plugfest.csms.faults.table import FaultTable
    from plugfest.csms.findings.connection import ConnectionFindings
    from plugfest.csms.net.admission import Admission
    from plugfest.csms.rpc.peer import Peer
    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)


class StationLink(msgspec.Struct, frozen=True):
    """One WebSocket connection of one station."""

    socket: ServerConnection
    station: str
    number: int
    """The number of the connection in the journal."""
    settings: Settings
    database: Database
    peer: Peer
    admission: Admission
    faults: FaultTable
    findings: ConnectionFindings

    async def store(self, work: Callable[[Connection], None]) -> None:
        """Store data that no answer depends on; log an error if that fails."""
        try:
            await self.database.write(work)
        except NotStored as error:
            log.error("%s: the journal cannot be written: %s", self.station, error)

    async def store_injected(self, kind: str, text: str, injected: str) -> None:
        """Store an injected message."""
        await self.store(lambda db: journal.note_injected(db, self.station, self.number, kind, text, injected))

    async def end(self, code: int | None, reason: str, injected: str) -> None:
        """Close the connection on behalf of a fault; without a code it is dropped."""
        await self.store_injected("NOTHING", f"connection closed with {code or 'no close frame'}", injected)
        if code is None:
            self.socket.transport.abort()
        else:
            await self.socket.close(code, reason)
