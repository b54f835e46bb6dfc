"""A listening socket with a limit for connections that have not sent their request."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any


class LimitedListenSocket(socket.socket):
    """A listening socket that tracks the connections that have not sent their whole HTTP request.

    There are at most `half_open_limit` of them: beyond it the oldest one is shut down, in whatever part of TLS or HTTP
    it stopped. A station sends its request within milliseconds, so that it is not the oldest for long.
    """

    def __init__(self, host: str, port: int, half_open_limit: int) -> None:
        """Listen on the address. Raises OSError if that is not possible."""
        listening = socket.create_server((host, port), family=_family(host, port), backlog=1024)
        # create_server leaves the protocol number at 0; asyncio sets TCP_NODELAY only where it says TCP.
        super().__init__(listening.family, listening.type, socket.IPPROTO_TCP, listening.detach())
        self._limit = half_open_limit
        self._half_open: dict[Any, socket.socket] = {}

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept the next connection; shut down the oldest half-open one if there are too many."""
        connection, address = super().accept()
        if len(self._half_open) >= self._limit:
            self._make_room()
        self._half_open[address] = connection
        return connection, address

    def request_received(self, address: Any) -> None:
        """Stop tracking the connection from this peer address: its request is complete."""
        self._half_open.pop(address, None)

    def _make_room(self) -> None:
        ended = [address for address, connection in self._half_open.items() if connection.fileno() == -1]
        for address in ended:
            del self._half_open[address]
        while len(self._half_open) >= self._limit:
            oldest = self._half_open.pop(next(iter(self._half_open)))
            with suppress(OSError):
                # Not closed: the event loop owns the socket and sees the end of the stream.
                oldest.shutdown(socket.SHUT_RDWR)


def _family(host: str, port: int) -> socket.AddressFamily:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
