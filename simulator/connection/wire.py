"""The bytes of one connection: they are passed to websockets' sans-I/O protocol as they arrive."""

import asyncio
from collections.abc import Callable

from websockets.client import ClientProtocol
from websockets.protocol import State

MOST_BODY_BYTES = 2000
_BYTES_AT_ONCE = 64 * 1024
"""Bytes that are made frames of at once, so that many tiny frames need little memory."""


def _ignore() -> None:
    """Do nothing, because no callback is set."""


class Wire(asyncio.Protocol):
    """Reads a connection: first the answer to the upgrade, then whatever comes, until the end."""

    transport: asyncio.Transport

    def __init__(self, protocol: ClientProtocol) -> None:
        self._protocol = protocol
        self.answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the upgrade is answered or never will be; has the OSError or ssl.SSLError of a lost connection."""
        self.heard = bytearray()
        """The beginning of the answer to the upgrade."""
        self.ended = False
        """Whether nothing more can arrive."""
        self.on_data: Callable[[], object] = _ignore
        """Called after the protocol has received something."""
        self.on_end: Callable[[], object] = _ignore

    def close(self) -> None:
        """Close the connection once everything is written; nothing more is received."""
        self._end(None)
        self.transport.close()

    def abort(self) -> None:
        """Drop the connection; nothing more is received."""
        self._end(None)
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport  # type: ignore[assignment]  # of a stream

    def data_received(self, data: bytes) -> None:
        """Pass bytes on."""
        for begin in range(0, len(data), _BYTES_AT_ONCE):
            if self.ended:
                return
            self._receive(data[begin : begin + _BYTES_AT_ONCE])

    def eof_received(self) -> None:
        """End, as the other side sends nothing more."""
        self._end(None)

    def connection_lost(self, error: Exception | None) -> None:
        """End, with the error of the connection if it has one."""
        self._end(error)

    def _receive(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        if not self.answered.done():
            self.heard += data[: MOST_BODY_BYTES - len(self.heard)]
            if self._protocol.state is not State.CONNECTING or self._protocol.handshake_exc is not None:
                self.answered.set_result(None)
        self.on_data()

    def _end(self, error: Exception | None) -> None:
        if self.ended:
            return
        self.ended = True
        if error is None:
            self._protocol.receive_eof()
        if not self.answered.done():
            if error is None:
                self.answered.set_result(None)
            else:
                self.answered.set_exception(error)
        self.on_end()
