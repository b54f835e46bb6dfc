"""The compact CSMS as a whole: database, listeners, sessions, orders."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from cryptography import x509

from plugfest.csms import blocks, seed, store
from plugfest.csms.blocks import registry
from plugfest.csms.faults.table import FaultTable
from plugfest.csms.net.handshake import Handshake
from plugfest.csms.net.listener import Listener
from plugfest.csms.net.login_throttle import LoginThrottle
from plugfest.csms.net.passwords import Passwords
from plugfest.csms.operations import OperationRunner
from plugfest.csms.operator_api.server import OperatorApi
from plugfest.csms.pki.folder import certificates_of
from plugfest.csms.pki.tls import ServerTls
from plugfest.csms.seed import Seed
from plugfest.csms.session.session import Session
from plugfest.csms.store import operations, policies, stations, trusted_roots
from plugfest.csms.store.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from websockets.asyncio.server import ServerConnection

    from plugfest.csms.settings import Settings

log = logging.getLogger(__name__)


class Csms:
    """One running CSMS. `async with` starts and ends it."""

    def __init__(self, settings: Settings, token: str, initial: Seed | None = None) -> None:
        self.settings = settings
        store.load()
        blocks.load()
        self._seed = initial or Seed()
        self.database = Database(settings.data / "csms.sqlite")
        self.passwords = Passwords(settings.password_cost)
        self.sessions: dict[str, Session] = {}
        self.faults = FaultTable()
        self.service_urls: dict[str, str] = {}
        """Addresses of services of the blocks, by name, for the ready line."""
        self.operations = OperationRunner(settings, self.database, self.passwords, self.sessions)
        self._closing: set[asyncio.Task[None]] = set()
        self._api = OperatorApi(self, self.operations, self.faults, token)
        self._services = AsyncExitStack()
        self._tls: dict[int, ServerTls] = {}
        throttle = LoginThrottle(settings.guess_hold)
        self.listeners = {
            profile: Listener(
                profile, settings, Handshake(profile, settings, self.database, self.passwords, throttle, self.faults)
            )
            for profile in settings.security_profiles
        }

    @property
    def port(self) -> int:
        """Return the port for security profile 1."""
        return self.listeners[1].port

    @property
    def operator_port(self) -> int:
        """Return the port of the operator API."""
        return self._api.port

    async def __aenter__(self) -> Csms:
        await self.database.write(operations.abandon_unfinished)
        self._tls = self._make_tls()
        await self.database.write(self._set_open_mode)
        await seed.apply(self, self._seed)
        await self.reload_trusted_roots()
        for start in registry.services:
            await self._services.enter_async_context(start(self))
        for profile, port in self._ports().items():
            await self.listeners[profile].start(self._serve, port, self._tls.get(profile))
            self.operations.addresses[profile] = self.listeners[profile].address
        await self._api.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._api.stop()
        await self.operations.close()
        await asyncio.gather(*(listener.stop() for listener in self.listeners.values()))
        await self._services.aclose()
        self.database.close()

    def _set_open_mode(self, db: Connection) -> None:
        """Set open mode, which does not survive a restart."""
        policies.put(db, policies.UNKNOWN_STATIONS, "admit" if self.settings.open else "refuse")
        policies.put(db, policies.UNKNOWN_TOKENS, "Accepted" if self.settings.open else "Unknown")

    async def reload_trusted_roots(self) -> None:
        """Reload the trusted roots of client certificates, for all handshakes from now on."""
        if 3 not in self._tls:
            return
        pki = certificates_of(self.settings.pki_folder)
        added = await self.database.read(lambda db: trusted_roots.certificates(db, "station"))
        # A combined certificate is signed under the V2G root (A02), and a new station has its manufacturer's.
        own = [pki.csms.certificate, pki.v2g_root, *pki.roots("manufacturer-root")]
        self._tls[3].trust([*own, *(x509.load_pem_x509_certificate(text.encode()) for text in added)])

    def _make_tls(self) -> dict[int, ServerTls]:
        profiles = sorted({2, 3} & set(self.settings.security_profiles))
        if not profiles:
            return {}
        pki, name = certificates_of(self.settings.pki_folder), self.settings.server_name
        _ = pki.csms  # stations are given its certificate as soon as the CSMS is ready
        return {profile: ServerTls(pki, name, client_certificates=profile == 3) for profile in profiles}

    def _ports(self) -> dict[int, int]:
        settings = self.settings
        ports = {1: settings.port, 2: settings.tls_port, 3: settings.client_certificate_port}
        return {profile: ports[profile] for profile in settings.security_profiles}

    async def disconnect(self, station: str, reason: str) -> None:
        """End the connection of a station, if it has one."""
        session = self.sessions.pop(station, None)
        if session is not None:
            await session.close(1008, reason)

    async def _serve(self, socket: ServerConnection, profile: int) -> None:
        id_ = socket.username
        row = self.database.look_up(lambda db: stations.find(db, id_))
        if row is None:
            await socket.close(1008, "this station was removed")
            return
        common_name = stations.serial_number(row) if profile == 3 else None
        session = Session(
            socket,
            id_,
            row["registration"],
            self.settings,
            self.database,
            self.operations.react,
            common_name,
            self.faults,
        )
        before = self.sessions.get(id_)
        self.sessions[id_] = session
        log.info("%s: connected", id_)
        if before is not None:
            # The older connection may be dead: the station does not wait for its end.
            closing = asyncio.create_task(before.close(1000, "replaced by a newer connection of this station"))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        try:
            await session.run()
        finally:
            if self.sessions.get(id_) is session:
                del self.sessions[id_]
            log.info("%s: disconnected", id_)
