"""A connected charging station: its connections, and calls in both directions."""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions
from plugfest.simulator.connection.tls_probe import Handshake, Offer, probe_tls
from plugfest.simulator.connection.websocket import Ended, Handlers, WebSocket, open_websocket
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Refusal
from plugfest.simulator.link.connect_faults import ConnectFault, seen_through
from plugfest.simulator.link.faults import Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.observer import Observer, RecordingObserver
from plugfest.simulator.protocol.frames import Frame, MessageType, read_frame, write_call, write_error, write_result
from plugfest.simulator.protocol.judge import Judge


class NotConnectedError(Exception):
    """Raised when the station has no open connection."""


def _ignore(_: object) -> None:
    """Do nothing, because no callback is set."""


@dataclass(slots=True)
class Sent:
    """A call that the station has sent."""

    id: str
    call: Call
    entry: int
    answer: "asyncio.Future[Frame]"
    """The CSMS's CALLRESULT or CALLERROR; cancelled if none can come."""
    answer_entry: int | None = None


@dataclass(slots=True)
class Received:
    """A call of the CSMS."""

    frame: Frame
    entry: int
    connection: int
    answered: bool = False

    @property
    def action(self) -> str:
        """The request's name, without "Request"."""
        return self.frame.action or ""

    @property
    def payload(self) -> dict[str, Any]:
        """The request's payload; empty if it is not an object."""
        return self.frame.payload if isinstance(self.frame.payload, dict) else {}


@dataclass(slots=True)
class _Connection:
    """One open connection, with its unanswered calls."""

    number: int
    socket: WebSocket
    outstanding: Sent | None = None
    open: list[Received] = field(default_factory=list)


class Station:
    """One simulated charging station; usable on its own, without any scenario.

    Set `on_call` to take over the CSMS's calls; by default the device answers them immediately and sends the messages
    that follow. `observer` is called for everything, `link` may be made faulty. `overdue` are earlier calls (action by
    id) whose answers may still come; unanswered calls are added.
    """

    def __init__(
        self,
        device: Device,
        *,
        link: Link | None = None,
        observer: Observer | None = None,
        overdue: dict[str, str] | None = None,
    ) -> None:
        self.device = device
        self.link = link or Link()
        self.observer = observer or RecordingObserver()
        self.judge = Judge(overdue)
        self.on_call: Callable[[Received], object] = self.reply_at_once
        self.on_lost_call: Callable[[str], None] = _ignore
        """Called with the action of a call that a faulty link has dropped."""
        self.link.on_swallowed = self._swallowed
        self.on_followup: Callable[[tuple[Call, ...]], None] = self._send_later
        """Called with the messages that follow an answer; by default they are sent when no call is outstanding."""
        self.on_ended: Callable[[Ended], None] = _ignore
        self.on_broke: Callable[[BaseException], None] = self._raise_in_loop
        """Called with an exception of the station itself while it handled a message."""
        self.good_options: ConnectOptions | None = None
        """Options of a valid connection, used by a link fault that accepts a connection to be refused."""
        self._connection: _Connection | None = None
        self._attempts = 0
        self._handshakes = 0
        self._followups: set[asyncio.Task[None]] = set()
        self._line = asyncio.Lock()
        """Held from a call to its answer: those that wait get it in their order, and only the next one is woken."""

    @property
    def connected(self) -> bool:
        """Whether there is an open connection."""
        return self._connection is not None

    @property
    def unanswered(self) -> Sent | None:
        """The call that the CSMS has not answered yet, or None."""
        outstanding = self._connection.outstanding if self._connection is not None else None
        return outstanding if outstanding is not None and not outstanding.answer.done() else None

    async def connect(
        self, options: ConnectOptions, *, timeout: float = 10.0, ping_interval: float | None = None
    ) -> Attempt:
        """Try to connect to the CSMS; `timeout` in seconds. An opened connection becomes the station's current one.

        Every `ping_interval` seconds a WebSocket ping is sent on it (WebSocketPingInterval).
        """
        self._attempts += 1
        number = self._attempts
        handlers = Handlers()
        fault = self.link.connect_faults.get(number)
        meant, options = options, self._options_for(options, fault)
        attempt, socket = await open_websocket(options, handlers, timeout=timeout)
        attempt = replace(attempt, options=meant)
        if fault is not None:
            attempt = seen_through(fault, attempt)
        self.observer.attempted(number, attempt)
        if socket is None:
            return attempt
        connection = _Connection(number, socket)
        handlers.message = lambda raw: self.link.incoming(raw, lambda text, what: self._receive(connection, text, what))
        handlers.ended = lambda ended: self._connection_ended(connection, ended)
        handlers.broke = self.on_broke
        if self._connection is not None:
            # A station has one connection (Part 4, 3.1): the new one replaces the old one.
            self._connection.socket.drop()
            self._no_answers_on(self._connection)
        self._connection = connection
        self.link.back = connection.socket.send
        self.link.end = connection.socket.end_from_outside
        self.link.freeze = socket.freeze
        socket.start(ping_interval=ping_interval)
        if self.link.frozen:
            socket.freeze()
        return attempt

    def _swallowed(self, target: Target, identifier: str) -> None:
        if target.type is MessageType.CALL:
            self.on_lost_call(target.action)
        elif (
            self._connection is not None
            and (sent := self._connection.outstanding) is not None
            and sent.id == identifier
        ):
            self._never_comes(sent)

    @staticmethod
    def _raise_in_loop(error: BaseException) -> None:
        said = {"message": "a station could not take a message", "exception": error}
        asyncio.get_running_loop().call_exception_handler(said)

    @staticmethod
    def _never_comes(sent: Sent) -> None:
        if not sent.answer.done():
            sent.answer.set_exception(TimeoutError())

    def _options_for(self, options: ConnectOptions, fault: ConnectFault | None) -> ConnectOptions:
        if fault is ConnectFault.LET_IN and self.good_options is not None:
            return self.good_options
        if fault is ConnectFault.REFUSE:
            return replace(options, user="nobody", password="nothing", client=None)  # noqa: S106  meant to be refused
        return options

    async def probe_tls(self, host: str, port: int, offer: Offer, *, trust: str | None, timeout: float) -> Handshake:
        """Make one TLS handshake on a separate connection; raises the exceptions of `probe_tls`."""
        self._handshakes += 1
        handshake = await probe_tls(host, port, offer, trust=trust, timeout=timeout)
        fault = self.link.handshakes.get(self._handshakes)
        return handshake if fault is None else fault(handshake)

    async def wait_until_idle(self, within: float) -> bool:
        """Wait until the station has nothing to send and no unanswered call.

        Return whether that happened within this many seconds. A CSMS may still process a report when it orders a
        restart: closing the connection then can lose the answer to that report.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while open_ends := self._open_ends():
                    await asyncio.wait(open_ends, return_when=asyncio.FIRST_COMPLETED)
        return not self._open_ends()

    async def own_messages_sent(self, within: float) -> None:
        """Wait until everything is sent and answered that the station sends after its answers; at most so long."""
        if self._followups:
            await asyncio.wait(self._followups, timeout=within)

    def _open_ends(self) -> list["asyncio.Future[Any]"]:
        outstanding = self._connection.outstanding if self._connection is not None else None
        if outstanding is None or outstanding.answer.done():
            return [*self._followups]
        return [*self._followups, outstanding.answer]

    async def disconnect(self) -> None:
        """Close the connection with a close frame."""
        if self._connection is not None:
            await self._connection.socket.close()

    def cut(self) -> None:
        """Lose the connection without a close frame."""
        if self._connection is not None:
            self._connection.socket.drop()

    async def send(self, call: Call, *, on_purpose: bool = False) -> Sent:
        """Send a call, once the previous one is answered or given up (Part 4, 4.1.1).

        Raises NotConnectedError. `on_purpose`: defects of the message are deliberate.
        """
        if self._connection is None:
            raise NotConnectedError("the station is not connected")
        await self._line.acquire()
        sent = None
        try:
            sent = self._send_now(call, on_purpose)
        finally:
            if sent is None:
                self._line.release()
        sent.answer.add_done_callback(lambda _: self._line.release())
        return sent

    def _send_now(self, call: Call, on_purpose: bool) -> Sent:
        connection = self._connection
        if connection is None:
            raise NotConnectedError("the station is not connected")
        identifier = str(uuid.uuid4())
        text = write_call(identifier, call.action, call.payload)
        self.judge.sent_call(identifier, call.action)
        self.link.sent_call(identifier, call.action)
        entry = self.observer.sent(connection.number, read_frame(text), None, on_purpose)
        sent = Sent(identifier, call, entry, asyncio.get_running_loop().create_future())
        connection.outstanding = sent
        self.link.outgoing(text, connection.socket.send)
        return sent

    def give_up(self, sent: Sent) -> None:
        """Stop waiting for this answer, so that the next call can be sent."""
        self.judge.gave_up(sent.id)
        sent.answer.cancel()
        if self._connection is not None and self._connection.outstanding is sent:
            self._connection.outstanding = None

    def answer(self, received: Received, payload: dict[str, Any], *, on_purpose: bool = False) -> int | None:
        """Answer a call of the CSMS; return None if it was answered before or its connection has ended."""
        return self._answer(received, write_result(received.frame.id or "", payload), on_purpose)

    def refuse(self, received: Received, code: str, description: str = "") -> int | None:
        """Answer a call of the CSMS with a CALLERROR."""
        return self._answer(received, write_error(received.frame.id or "-1", code, description), False)

    def reply_at_once(self, received: Received) -> int | None:
        """Answer as a real station does, and send the messages that follow; return the result of `answer`."""
        reply = self.device.reply(received.action, received.payload)
        if isinstance(reply.answer, Refusal):
            entry = self.refuse(received, reply.answer.code, reply.answer.description)
        else:
            entry = self.answer(received, reply.answer)
        if reply.then:
            self.on_followup(reply.then)
        return entry

    def _send_later(self, calls: tuple[Call, ...]) -> None:
        task = asyncio.get_running_loop().create_task(self._follow_up(calls))
        self._followups.add(task)
        task.add_done_callback(self._followups.discard)

    async def _follow_up(self, calls: tuple[Call, ...]) -> None:
        for call in calls:
            try:
                await self.send(call)
            except NotConnectedError:
                return

    def _answer(self, received: Received, text: str, on_purpose: bool) -> int | None:
        connection = self._connection
        if received.answered or connection is None or connection.number != received.connection:
            return None
        received.answered = True
        frame = read_frame(text)
        self.judge.sent_answer(received.frame.id or "")
        entry = self.observer.sent(connection.number, frame, received.entry, on_purpose)
        self.link.outgoing(text, connection.socket.send)
        return entry

    def _receive(self, connection: _Connection, raw: str | bytes, what: str | None) -> None:
        if self._connection is not connection:
            return
        frame = self.judge.read(raw)
        sent = connection.outstanding
        answers = sent is not None and frame.type in (MessageType.CALLRESULT, MessageType.CALLERROR)
        if sent is None or not answers or frame.id != sent.id:
            sent = None
        entry = self.observer.received(connection.number, frame, sent.entry if sent else None, what)
        if sent is not None:
            connection.outstanding = None
            sent.answer_entry = entry
            if sent.call.action == "BootNotification" and isinstance(frame.payload, dict):
                self.device.registration = frame.payload.get("status")
            if not sent.answer.done():
                sent.answer.set_result(frame)
        elif frame.type is MessageType.CALL and frame.id is not None:
            # After judging everything that has arrived: messages that came together were sent before the answer.
            asyncio.get_running_loop().call_soon(lambda: self.on_call(Received(frame, entry, connection.number)))

    def _connection_ended(self, connection: _Connection, ended: Ended) -> None:
        self.observer.ended(connection.number, ended)
        if self._connection is not connection:
            return
        self._connection = None
        self._no_answers_on(connection)
        self.on_ended(ended)

    def _no_answers_on(self, connection: _Connection) -> None:
        self.judge.disconnected()
        if connection.outstanding is not None:
            self.judge.gave_up(connection.outstanding.id)
            connection.outstanding.answer.cancel()
