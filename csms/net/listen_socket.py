"""A listening socket that limits connections of unauthenticated peers."""

from __future__ import annotations

import asyncio
import resource
import socket
from contextlib import suppress
from typing import Any, Final

import msgspec

_LISTENERS: Final = 5
"""Number of listeners: three for stations, the operator API, the file service."""
_PENDING_PER_HALF_OPEN: Final = 4


def fitting_half_open_limit(wanted: int) -> int:
    """Return the limit, lowered if all listeners together would use more than half of the allowed open files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, files // 2 // _LISTENERS // (1 + _PENDING_PER_HALF_OPEN)))


class _Limited(msgspec.Struct):
    """Connections by peer address, oldest first. Beyond the limit the oldest is shut down."""

    limit: int
    connections: dict[Any, socket.socket] = msgspec.field(default_factory=dict)

    def add(self, address: Any, connection: socket.socket) -> None:
        """Add one, and make room for it."""
        self.connections.pop(address, None)
        if len(self.connections) >= self.limit:
            self._make_room()
        self.connections[address] = connection

    def _make_room(self) -> None:
        ended = [address for address, connection in self.connections.items() if connection.fileno() == -1]
        for address in ended:
            del self.connections[address]
        while len(self.connections) >= self.limit:
            _shut(self.connections.pop(next(iter(self.connections))))


class LimitedListenSocket(socket.socket):
    """A listening socket that tracks the connections of unauthenticated peers.

    - Half open: the peer has not sent its complete HTTP request. There are at most `half_open_limit`, each for
      `request_timeout` seconds at most.
    - Pending: the request is complete, and the peer has not shown a credential (or, if there are none, a secret
      address). There are at most four times as many of them.

    Beyond a limit the oldest connection is shut down, in any phase of TLS or HTTP. A station sends its request within
    milliseconds, so it is not the oldest for long. The limit is lowered if the process may not open so many files.
    """

    def __init__(self, host: str, port: int, half_open_limit: int, request_timeout: float = 30.0) -> None:
        """Listen on the address. Raises OSError if that is not possible."""
        listening = socket.create_server((host, port), family=_family(host, port), backlog=1024)
        # create_server leaves the protocol number at 0; asyncio sets TCP_NODELAY only where it says TCP.
        super().__init__(listening.family, listening.type, socket.IPPROTO_TCP, listening.detach())
        limit = fitting_half_open_limit(half_open_limit)
        self._half_open = _Limited(limit)
        self._pending = _Limited(_PENDING_PER_HALF_OPEN * limit)
        self._request_timeout = request_timeout

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept the next connection; shut down the oldest half-open one if there are too many."""
        connection, address = super().accept()
        self._half_open.add(address, connection)
        asyncio.get_running_loop().call_later(self._request_timeout, self._expire, address, connection)
        return connection, address

    def request_received(self, address: Any) -> None:
        """Note that the request of the connection from this peer address is complete."""
        connection = self._half_open.connections.pop(address, None)
        if connection is not None:
            self._pending.add(address, connection)

    def authenticated(self, address: Any) -> None:
        """Stop tracking the connection from this peer address: the peer is authenticated."""
        self._half_open.connections.pop(address, None)
        self._pending.connections.pop(address, None)

    def _expire(self, address: Any, connection: socket.socket) -> None:
        if self._half_open.connections.get(address) is connection:
            del self._half_open.connections[address]
            _shut(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        # Shut down, not closed: the event loop owns the socket and sees the end of the stream.
        connection.shutdown(socket.SHUT_RDWR)


def _family(host: str, port: int) -> socket.AddressFamily:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
