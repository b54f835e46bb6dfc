"""Listeners for stations, one per security profile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from websockets.asyncio.server import Server, ServerConnection, serve

from plugfest.csms.net.handshake import SUBPROTOCOL
from plugfest.csms.net.listen_socket import LimitedListenSocket

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Sequence

    from websockets.http11 import Request, Response
    from websockets.typing import Subprotocol

    from plugfest.csms.net.handshake import Handshake
    from plugfest.csms.settings import Settings


class Listener:
    """One port: plain WebSocket for security profile 1, TLS for 2, TLS with client certificates for 3."""

    def __init__(self, profile: int, settings: Settings, handshake: Handshake) -> None:
        self.profile = profile
        self._settings = settings
        self._handshake = handshake
        self._server: Server | None = None
        self._listen_socket: LimitedListenSocket | None = None

    @property
    def port(self) -> int:
        """Return the port, once it has started."""
        assert self._listen_socket is not None
        return int(self._listen_socket.getsockname()[1])

    @property
    def address(self) -> str:
        """Return the URL that stations connect to, without their id, once it has started."""
        path = self._settings.base_path
        if self.profile == 1:
            return f"ws://{self._settings.public_host}:{self.port}{path}"
        return f"wss://{self._settings.server_name}:{self.port}{path}"

    async def start(
        self,
        serve_station: Callable[[ServerConnection, int], Awaitable[None]],
        port: int,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Start listening, with TLS if a `context` is given. Raises OSError if the port is unavailable."""
        settings = self._settings
        self._listen_socket = LimitedListenSocket(
            settings.host, port, settings.half_open_limit, settings.handshake_timeout
        )
        tls: dict[str, Any] = {}
        if context is not None:
            tls = {"ssl": context, "ssl_handshake_timeout": settings.handshake_timeout}
        self._server = await serve(
            partial(self._serve_connection, serve_station),
            sock=self._listen_socket,
            process_request=self._process_request,
            select_subprotocol=_select,
            open_timeout=settings.handshake_timeout,
            ping_interval=settings.ping_interval,
            ping_timeout=settings.ping_timeout,
            close_timeout=settings.close_timeout,
            max_size=settings.frame_limit,
            server_header=None,
            **tls,
        )

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve_connection(
        self, serve_station: Callable[[ServerConnection, int], Awaitable[None]], connection: ServerConnection
    ) -> None:
        await serve_station(connection, self.profile)

    async def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        assert self._listen_socket is not None
        self._listen_socket.request_received(connection.remote_address)
        refusal = await self._handshake(connection, request)
        if refusal is None:
            self._listen_socket.authenticated(connection.remote_address)
        return refusal


def _select(_connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name == SUBPROTOCOL), None)
