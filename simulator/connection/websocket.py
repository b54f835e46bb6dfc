"""One WebSocket connection, on websockets' sans-I/O protocol: nothing is hidden or repaired."""

import asyncio
import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions, HttpAnswer, Outcome
from plugfest.simulator.connection.tls import shared_context, tls_facts
from plugfest.simulator.connection.wire import MOST_BODY_BYTES, Wire

MAX_MESSAGE_BYTES = 4 * 2**20
MAX_UNREAD_BYTES = 16 * 2**20
"""Maximum number of unsent bytes, such as pongs to a CSMS that does not read; beyond it the connection is cut."""


@dataclass(frozen=True)
class Ended:
    """How a connection ended."""

    by: str
    """"csms" or "station" (the side that closed first), or "network" without a close frame."""
    code: int | None = None
    reason: str = ""


@dataclass
class Handlers:
    """The callbacks of a connection."""

    message: Callable[[str | bytes], None] = lambda _: None
    """A complete message: text as str, binary (or text that is not UTF-8) as bytes."""
    ended: Callable[[Ended], None] = lambda _: None
    broke: Callable[[BaseException], None] = lambda _: None
    """An exception raised by a handler, which ends the connection."""


@dataclass
class WebSocket:
    """An open connection to a CSMS."""

    attempt: Attempt
    handlers: Handlers
    _protocol: ClientProtocol
    _wire: Wire
    _early: Sequence[object] = ()
    """Frames that arrived together with the answer to the upgrade."""
    _finished: "asyncio.Future[None] | None" = None
    """Done when nothing more can arrive; None until the WebSocket is started."""
    _data: bytearray = field(default_factory=bytearray)
    _opcode: Opcode | None = None
    """Opcode of the message being received in fragments."""
    _close_asked: bool = False
    ended: Ended | None = None
    _frozen: bool = False

    def send(self, text: str) -> None:
        """Send a text message immediately; after the end of the connection it is dropped."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_text(text.encode())
            self._flush()

    def ping(self) -> None:
        """Send a WebSocket ping."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_ping(b"")
            self._flush()

    async def close(self, code: int = 1000) -> None:
        """Close with a close frame and wait until the connection has ended, at most a second."""
        if self._protocol.state is State.OPEN:
            self._close_asked = True
            self._protocol.send_close(code)
            self._flush()
        if self._finished is not None:
            await asyncio.wait([self._finished], timeout=1)
        self.drop()

    def freeze(self) -> None:
        """Stop reading and writing, pongs included, while the TCP connection stays open."""
        self._frozen = True
        self._wire.transport.pause_reading()

    def drop(self) -> None:
        """Drop the connection without a close frame, like a lost network."""
        self._close_asked = True
        self._wire.transport.abort()

    def end_from_outside(self, code: int | None) -> None:
        """End as if the CSMS had closed with this code, or without one as if the network had failed."""
        self.ended = Ended("network" if code is None else "csms", code)
        self._wire.transport.abort()
        self.handlers.ended(self.ended)

    def start(self, *, ping_interval: float | None = None) -> None:
        """Start calling the handlers. Every `ping_interval` seconds a ping is sent."""
        loop = asyncio.get_running_loop()
        self._finished = loop.create_future()
        loop.call_soon(self._begin)
        if ping_interval:
            loop.call_later(ping_interval, self._keep_pinging, ping_interval)

    def _keep_pinging(self, interval: float) -> None:
        if self.ended is None and not self._close_asked:
            self.ping()
            asyncio.get_running_loop().call_later(interval, self._keep_pinging, interval)

    def _flush(self) -> None:
        waiting = self._protocol.data_to_send()
        for data in waiting:
            if data and not self._frozen:
                self._wire.transport.write(data)
        if waiting and self._wire.transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            self._wire.transport.abort()

    def _begin(self) -> None:
        self._wire.on_data, self._wire.on_end = self._hear, self._finish
        # A close that came with the upgrade must be answered, too.
        self._hear(self._early)
        self._hear()
        if self._wire.ended:
            self._finish()

    def _hear(self, events: Sequence[object] | None = None) -> None:
        try:
            self._take(self._protocol.events_received() if events is None else events)
        except Exception as error:  # noqa: BLE001  an exception of a handler is reported, not taken for a lost connection
            self.handlers.broke(error)
            self._finish()

    def _finish(self) -> None:
        if self._finished is None or self._finished.done():
            return
        self._finished.set_result(None)
        self._end()
        self._wire.close()

    def _take(self, events: Sequence[object]) -> None:
        self._flush()
        for event in events:
            if isinstance(event, Frame):
                self._frame(event)
        if self._protocol.close_rcvd is not None or self._protocol.parser_exc is not None:
            self._end()

    def _frame(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            return
        if self._opcode is None:
            self._opcode = frame.opcode
        self._data += frame.data
        if not frame.fin:
            return
        data, opcode = bytes(self._data), self._opcode
        self._data.clear()
        self._opcode = None
        if opcode is not Opcode.TEXT:
            self.handlers.message(data)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.handlers.message(data)
        else:
            self.handlers.message(text)

    def _end(self) -> None:
        if self.ended is not None:
            return
        received, breach = self._protocol.close_rcvd, self._breach()
        if breach is not None:
            by, received = "csms", breach
        elif received is not None and self._protocol.close_rcvd_then_sent:
            by = "csms"
        else:
            by = "station" if self._close_asked else "network"
        code = received.code if received else None
        self.ended = Ended(by, code, received.reason if received else "")
        self.handlers.ended(self.ended)

    def _breach(self) -> Close | None:
        """Return the CSMS's violation of RFC 6455, if any: the close code and the reason."""
        error, sent = self._protocol.parser_exc, self._protocol.close_sent
        if error is None or sent is None or isinstance(error, EOFError):
            return None
        return Close(sent.code, f"it broke RFC 6455: {error}")


async def open_websocket(
    options: ConnectOptions, handlers: Handlers, *, timeout: float, context: ssl.SSLContext | None = None
) -> tuple[Attempt, WebSocket | None]:
    """Try to open a connection and return the outcome; never raises for behaviour of the other side.

    `timeout` is in seconds and covers each of connecting with TLS and the HTTP upgrade. Redirects are not followed and
    proxies not used: only the configuration decides the destination. `context` replaces the TLS settings of the
    options. Raises OSError or ssl.SSLError for unusable certificates.
    """
    uri = parse_uri(options.url)
    if uri.secure and context is None:
        context = shared_context(trust=options.trust, client=options.client)
    protocol = ClientProtocol(
        uri, subprotocols=[Subprotocol(name) for name in options.subprotocols] or None, max_size=MAX_MESSAGE_BYTES
    )
    try:
        async with asyncio.timeout(timeout):
            wire = Wire(protocol)
            server_name = uri.host if context else None
            await asyncio.get_running_loop().create_connection(
                lambda: wire, uri.host, uri.port, ssl=context, server_hostname=server_name
            )
    except ssl.SSLError as error:
        return Attempt(options, outcome=_of_tls(error), detail=f"TLS handshake: {_words(error)}"), None
    except TimeoutError:
        return Attempt(options, outcome=Outcome.SILENCE, detail=f"no connection within {timeout:g} s"), None
    except OSError as error:
        # A server that drops the connection in the TLS handshake appears as a reset of an open TCP connection.
        if isinstance(error, ConnectionResetError) and context is not None:
            detail = f"connection cut during the TLS handshake: {error}"
            return Attempt(options, outcome=Outcome.CUT, detail=detail), None
        return Attempt(options, outcome=Outcome.NO_LISTENER, detail=f"no TCP connection: {error}"), None

    tls = tls_facts(wire.transport)
    request = protocol.connect()
    for name, value in options.headers():
        request.headers[name] = value
    protocol.send_request(request)
    for data in protocol.data_to_send():
        wire.transport.write(data)
    try:
        async with asyncio.timeout(timeout):
            await wire.answered
    except asyncio.CancelledError:
        wire.abort()
        raise
    except TimeoutError:
        # Some servers never end the body of a refusal: its status is used anyway.
        wire.abort()
        if not wire.heard:
            detail = f"no answer to the HTTP upgrade within {timeout:g} s"
            return Attempt(options, tls=tls, outcome=Outcome.SILENCE, detail=detail), None
    except ssl.SSLError as error:
        # TLS 1.3 reports a refused client certificate at the first read only.
        wire.abort()
        return Attempt(options, tls=tls, outcome=_of_tls(error), detail=f"TLS: {_words(error)}"), None
    except OSError as error:
        wire.abort()
        return Attempt(options, tls=tls, outcome=Outcome.CUT, detail=f"connection cut: {error}"), None

    answer, early = _said(protocol)
    if answer is not None and protocol.handshake_exc is None:
        attempt = Attempt(options, tls=tls, http=answer, subprotocol=protocol.subprotocol)
        return attempt, WebSocket(attempt, handlers, protocol, wire, early)
    wire.abort()
    return _refusal(options, tls, answer, protocol, bytes(wire.heard)), None


def _of_tls(error: ssl.SSLError) -> Outcome:
    """Return the outcome of a TLS error: an alert of the server, a cut, or a refusal by the station."""
    if "ALERT" in (error.reason or ""):
        return Outcome.TLS_ALERT
    return Outcome.CUT if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) else Outcome.UNUSABLE_TLS


_STATUS_LINE = re.compile(rb"HTTP/1\.1 (?P<status>[1-5][0-9]{2})(?P<reason>[^\r\n]*)\r\n")


def _refusal(
    options: ConnectOptions,
    tls: dict[str, Any] | None,
    answer: HttpAnswer | None,
    protocol: ClientProtocol,
    heard: bytes,
) -> Attempt:
    if answer is None and (line := _STATUS_LINE.match(heard)) is not None and line["status"] != b"101":
        # Some servers write the status line and cut the connection: that is a refusal by HTTP.
        answer = HttpAnswer(int(line["status"]), line["reason"].decode("latin-1").strip())
    if answer is None and heard:
        detail = f"no whole HTTP answer: {heard[:60]!r}"
        return Attempt(options, tls=tls, outcome=Outcome.BROKEN_UPGRADE, detail=detail)
    if answer is None:
        detail = "the connection was closed without an HTTP answer"
        return Attempt(options, tls=tls, outcome=Outcome.CUT, detail=detail)
    error = protocol.handshake_exc
    if isinstance(error, InvalidHandshake) and answer.status == 101:
        detail = f"an upgrade that breaks RFC 6455: {error}"
        return Attempt(options, tls=tls, http=answer, outcome=Outcome.BROKEN_UPGRADE, detail=detail)
    detail = f"HTTP {answer.status} {answer.reason}".strip() + _redirection(answer, options.url)
    return Attempt(options, tls=tls, http=answer, outcome=Outcome.HTTP_STATUS, detail=detail)


def _said(protocol: ClientProtocol) -> tuple[HttpAnswer | None, Sequence[object]]:
    """Return the answer to the upgrade, and the bytes after it."""
    events = protocol.events_received()
    if not events or not isinstance(events[0], Response):
        return None, ()
    response = events[0]
    body = (response.body or b"")[:MOST_BODY_BYTES].decode(errors="replace")
    headers = tuple(response.headers.raw_items())
    return HttpAnswer(response.status_code, response.reason_phrase, headers, body), events[1:]


def _words(error: ssl.SSLError) -> str:
    """Return OpenSSL's message on a certificate of the server; for other errors its reason."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not accepted: {error.verify_message}"
    return error.reason or str(error)


def _redirection(answer: HttpAnswer, url: str) -> str:
    """Return a text with the requested URL and the target of a redirect, which stations do not follow."""
    location = next((value for name, value in answer.headers if name.lower() == "location"), None)
    return f" for {url}, to {location[:200]}" if location is not None and 300 <= answer.status < 400 else ""
