"""The compact CSMS as a whole: database, listeners, sessions, orders."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from websockets.asyncio.server import Server, ServerConnection, serve

from plugfest.csms import blocks, store
from plugfest.csms.blocks import registry
from plugfest.csms.handshake import SUBPROTOCOL, Handshake
from plugfest.csms.operator_api.server import OperatorApi
from plugfest.csms.orders import Orders
from plugfest.csms.passwords import Passwords
from plugfest.csms.session import Session
from plugfest.csms.store import operations, stations
from plugfest.csms.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from websockets.typing import Subprotocol

    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)


class Csms:
    """One running CSMS. `async with` starts and ends it."""

    def __init__(self, settings: Settings, token: str) -> None:
        store.load()
        blocks.load()
        self.settings = settings
        self.database = Database(settings.data / "csms.sqlite")
        self.passwords = Passwords(settings.password_cost)
        self.sessions: dict[str, Session] = {}
        self.announced: dict[str, str] = {}
        """Addresses of services of the blocks, by name, for the line that says where everything is."""
        self.orders = Orders(settings, self.database, self.passwords, self.sessions)
        self._closing: set[asyncio.Task[None]] = set()
        self._api = OperatorApi(self, token)
        self._services = AsyncExitStack()
        self._listener: Server | None = None

    @property
    def port(self) -> int:
        """Where stations connect."""
        assert self._listener is not None
        return int(next(iter(self._listener.sockets)).getsockname()[1])

    @property
    def operator_port(self) -> int:
        """Where the operator API listens."""
        return self._api.port

    async def __aenter__(self) -> Csms:
        await self.database.write(operations.abandon_unfinished)
        for start in registry.services:
            await self._services.enter_async_context(start(self))
        settings = self.settings
        self._listener = await serve(
            self._serve,
            settings.host,
            settings.port,
            process_request=Handshake(self.database, self.passwords),
            select_subprotocol=_select,
            open_timeout=settings.handshake_timeout,
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            close_timeout=settings.close_timeout,
            max_size=settings.frame_limit,
            server_header=None,
        )
        self.orders.addresses[1] = f"ws://{settings.host}:{self.port}"
        await self._api.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._api.stop()
        await self.orders.close()
        if self._listener is not None:
            self._listener.close()
            await self._listener.wait_closed()
        await self._services.aclose()
        self.database.close()

    async def disconnect(self, station: str, reason: str) -> None:
        """End the connection of a station, if it has one."""
        session = self.sessions.pop(station, None)
        if session is not None:
            await session.close(1008, reason)

    async def _serve(self, socket: ServerConnection) -> None:
        id_ = socket.username
        row = await self.database.read(lambda db: stations.find(db, id_))
        if row is None:
            await socket.close(1008, "this station was removed")
            return
        session = Session(socket, id_, row["registration"], self.settings, self.database, self.orders.react)
        before = self.sessions.get(id_)
        self.sessions[id_] = session
        log.info("%s: connected", id_)
        if before is not None:
            # The older one may be dead and never answer: the station does not wait for that.
            closing = asyncio.create_task(before.close(1000, "replaced by a newer connection of this station"))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        try:
            await session.run()
        finally:
            if self.sessions.get(id_) is session:
                del self.sessions[id_]
            log.info("%s: disconnected", id_)


def _select(_connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name == SUBPROTOCOL), None)
