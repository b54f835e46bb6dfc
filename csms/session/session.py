"""One connection of one station, from the accepted upgrade to its end."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed

from plugfest.csms.blocks.contexts import OperationEnded
from plugfest.csms.faults.table import FaultTable
from plugfest.csms.findings.connection import ConnectionFindings
from plugfest.csms.net.admission import Admission
from plugfest.csms.rpc import frames
from plugfest.csms.rpc.errors import CallRefused, ErrorCode
from plugfest.csms.rpc.peer import (
    CallReceived,
    Ignored,
    InjectedResponse,
    InvalidCall,
    InvalidResponse,
    Peer,
    ResponseReceived,
)
from plugfest.csms.session import injections
from plugfest.csms.session.link import StationLink
from plugfest.csms.session.own_requests import OwnRequests, StoreCall, StoreResponse
from plugfest.csms.session.station_requests import StartReactions, StationRequests
from plugfest.csms.store import journal

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from websockets.asyncio.server import ServerConnection

    from plugfest.csms.faults.kinds import AnyInjection
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class Session:
    """Serves one WebSocket connection until it ends."""

    def __init__(
        self,
        socket: ServerConnection,
        station: str,
        registration: str | None,
        settings: Settings,
        database: Database,
        react: StartReactions,
        common_name: str | None = None,
        faults: FaultTable | None = None,
    ) -> None:
        """Make the session. `common_name` is that of the client certificate, with security profile 3."""
        self.admission = Admission(registration)
        self._common_name = common_name
        self._link = StationLink(
            socket,
            station,
            next(_numbers),
            settings,
            database,
            Peer(settings.nesting_limit),
            self.admission,
            FaultTable() if faults is None else faults,
            ConnectionFindings(station),
        )
        self._station_requests = StationRequests(self._link, react)
        self._own_requests = OwnRequests(self._link)

    async def run(self) -> None:
        """Read and answer until the connection is closed, from either side."""
        self.keep_pings()
        try:
            async for message in self._link.socket:
                await self._receive(message)
        except ConnectionClosed as closed:
            log.info("%s: connection lost: %s", self._link.station, closed)
        finally:
            self._station_requests.cancel()
            self._own_requests.end(OperationEnded("failed", "the connection was lost before the station had answered"))

    async def close(self, code: int, reason: str) -> None:
        """End the connection."""
        await self._link.socket.close(code, reason)

    def keep_pings(self) -> None:
        """Send pings, or none if a fault says so."""
        socket, unwanted = self._link.socket, self._link.faults.stops_pings(self._link.station)
        stopped = socket.keepalive_task is None or socket.keepalive_task.cancelled()
        if unwanted and socket.keepalive_task is not None:
            socket.keepalive_task.cancel()
            socket.keepalive_task = None
        elif stopped and not unwanted:
            socket.start_keepalive()

    async def inject(self, injection: AnyInjection) -> str | None:
        """Send a message immediately; return its id if it has one. Raises ConnectionClosed."""
        return await injections.inject(self._link, injection)

    async def call(
        self, action: str, payload: dict[str, Any], store_call: StoreCall, store_response: StoreResponse
    ) -> dict[str, Any]:
        """Send a request when no other is outstanding, and return the payload of its CALLRESULT.

        Raises OperationEnded if there is no valid CALLRESULT.
        """
        return await self._own_requests.call(action, payload, store_call, store_response)

    async def _receive(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            await self._refuse_binary(message)
            return
        event = self._link.peer.receive(message)
        match event:
            case CallReceived(call):
                await self._call_received(call, message)
            case InvalidCall(answer, call):
                await self._refuse(answer, call, message)
            case ResponseReceived(call, answer):
                await self._own_requests.response_received(call, answer)
            case InvalidResponse(call, reason, answer):
                await self._own_requests.invalid_response(call, reason, answer, message)
            case InjectedResponse(call, answer):
                link = self._link
                await link.store(
                    lambda db: journal.note(db, link.station, link.number, "in", answer, call.action, injected="call")
                )
            case Ignored():
                await self._ignore(event, message)

    async def _call_received(self, call: frames.Call, text: str) -> None:
        if call.action == "BootNotification" and self._has_other_serial_number(call):  # B01.FR.11, B01.FR.12
            problem = ("other-serial-number", "the serial number is not the certificate's common name")
            await self._link.store(lambda db: self._link.findings.note(db, problem, call))
            await self._link.socket.close(1008, problem[1])
            return
        await self._station_requests.receive(call, text)

    def _has_other_serial_number(self, boot: frames.Call) -> bool:
        serial_number = boot.payload["chargingStation"].get("serialNumber", self._common_name)
        return self._common_name is not None and serial_number != self._common_name

    async def _refuse_binary(self, message: bytes) -> None:
        refused = CallRefused(ErrorCode.RPC_FRAMEWORK_ERROR, "OCPP-J messages are text, this frame is binary")
        answer = frames.error_for(frames.UNREADABLE_ID, refused)
        await self._refuse(answer, None, repr(message[:1000]), binary=True)

    async def _refuse(
        self, answer: frames.CallError, call: frames.Call | None, text: str, *, binary: bool = False
    ) -> None:
        link = self._link

        def store(db: Connection) -> None:
            if binary:
                link.findings.note(db, ("binary-frame", answer.description))
            else:
                link.findings.note_refused(db, answer, call)
            if call is not None:
                journal.note_exchange(db, link.station, link.number, call, answer)
                return
            journal.note_unreadable(db, link.station, link.number, text)
            journal.note(db, link.station, link.number, "out", answer)

        await link.store(store)
        await link.socket.send(frames.write(answer))
        await self._close_on_violation()

    async def _ignore(self, ignored: Ignored, text: str) -> None:
        link = self._link
        log.info("%s: ignored: %s", link.station, ignored.reason)

        def store(db: Connection) -> None:
            journal.note_unreadable(db, link.station, link.number, text, problem=ignored.reason)
            link.findings.note_ignored(db, ignored)

        await link.store(store)
        await self._close_on_violation()

    async def _close_on_violation(self) -> None:
        code = self._link.faults.closes_on_violation(self._link.station)
        if code is not None:
            await self._link.end(code, "OCPP was violated", "close-on-violation")
