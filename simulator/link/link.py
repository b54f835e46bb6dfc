"""The link: all messages of the CSMS pass through it first."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from plugfest.simulator.connection.tls_probe import Handshake
from plugfest.simulator.link.connect_faults import ConnectFault
from plugfest.simulator.link.faults import CloseConnection, Fault, Swallow, Target
from plugfest.simulator.protocol.frames import MessageType, strict_json, write_error

Deliver = Callable[[str | bytes, str | None], None]
"""Takes an arriving text, and the change by the link (None: unchanged)."""


def _ignore(*_: object) -> None:
    """Do nothing, because no callback is set. One function for the stations of a whole fleet."""


class Link:
    """The link between a station and its CSMS, the same for all its connections; without faults by default.

    `delay` in seconds delays both directions in order, like a slow network.
    """

    def __init__(self, faults: Sequence[Fault] = (), delay: float = 0.0) -> None:
        self.faults = tuple(faults)
        self.delay = delay
        self._seen: Counter[tuple[MessageType, str]] = Counter()
        self._calls: dict[str, str] = {}
        self._renamed: dict[str, str] = {}
        self.back: Callable[[str], None] = _ignore
        """Sends to the CSMS; set by the station for the connection that is open."""
        self.end: Callable[[int | None], None] = _ignore
        """Ends the connection as the CSMS or the network would; set by the station."""
        self.on_swallowed: Callable[[Target, str], None] = _ignore
        """Called for a dropped message with its id, so that no wait has to time out."""
        self.connect_faults: dict[int, ConnectFault] = {}
        """Faults of connection attempts, by their number from 1."""
        self.handshakes: dict[int, Callable[[Handshake], Handshake]] = {}
        """Faults of TLS probes, by their number from 1."""
        self.drop_ocsp_requests = False
        """Whether requests of the CSMS to the OCSP responder are dropped, as if it had sent none."""
        self.freeze: Callable[[], None] = _ignore
        """Stops all reading and writing on the open connection; set by the station."""
        self.frozen = False
        """Whether connections freeze as soon as they are open."""

    def sent_call(self, identifier: str, action: str) -> None:
        """Note a call of the station with its action, for its answer."""
        if self.faults:
            self._calls[identifier] = action

    def outgoing(self, text: str, send: Callable[[str], None]) -> None:
        """Pass on a message of the station; an answer to a call with a changed id gets the original one."""
        if self._renamed:
            text = self._as_it_was_called(text)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, send, text)
        else:
            send(text)

    def incoming(self, raw: str | bytes, deliver: Deliver) -> None:
        """Pass on a message of the CSMS, changed by the faults."""
        for text, what in self._through(raw):
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, deliver, text, what)
            else:
                deliver(text, what)

    def _through(self, raw: str | bytes) -> list[tuple[str | bytes, str | None]]:
        if not self.faults or isinstance(raw, bytes):
            return [(raw, None)]
        message = _message(raw)
        target = self._target(message) if message is not None else None
        for fault in self.faults:
            if message is not None and target is not None and fault.target.matches(target):
                if isinstance(fault.change, CloseConnection):
                    self.end(fault.change.code)
                if isinstance(fault.change, Swallow):
                    self._swallow(fault.change, message)
                texts = fault.change.apply(message)
                if not isinstance(fault.change, CloseConnection) and not any(_stands_for(t, message) for t in texts):
                    asyncio.get_running_loop().call_soon(self.on_swallowed, target, str(message[1]))
                if message[0] == MessageType.CALL and texts:
                    self._see_that_it_is_answered(message, texts)
                return [(text, f"the faulty link: {fault.change}") for text in texts]
        return [(raw, None)]

    def _swallow(self, change: Swallow, message: list[Any]) -> None:
        text = change.back(message)
        if text is not None:
            self.back(text)

    def _see_that_it_is_answered(self, message: list[Any], texts: list[str]) -> None:
        """Answer a call that became unreadable or has another id, because the CSMS waits for the answer."""
        calls = [arrived[1] for text in texts if (arrived := _message(text)) and arrived[0] == MessageType.CALL]
        if not calls:
            self.back(write_error(message[1], "FormatViolation"))
        elif message[1] not in calls:
            self._renamed.update(dict.fromkeys(calls, message[1]))

    def _as_it_was_called(self, text: str) -> str:
        message = _message(text)
        if message is None or message[0] == MessageType.CALL or message[1] not in self._renamed:
            return text
        return json.dumps([message[0], self._renamed[message[1]], *message[2:]], ensure_ascii=False)

    def _target(self, message: list[Any]) -> Target | None:
        kind = MessageType(message[0])
        action = message[2] if kind is MessageType.CALL else self._calls.get(message[1])
        if not isinstance(action, str):
            return None
        # A CALLERROR counts as an answer to its action.
        key = (kind if kind is MessageType.CALL else MessageType.CALLRESULT, action)
        self._seen[key] += 1
        return Target(key[0], action, self._seen[key])


def _stands_for(text: str, message: list[Any]) -> bool:
    """Return whether a changed text still counts as the message: an answer by its id, a call by its action."""
    arrived = _message(text)
    if arrived is None:
        return False
    if message[0] == MessageType.CALL:
        return arrived[0] == MessageType.CALL and bool(arrived[2] == message[2])
    return arrived[0] != MessageType.CALL and bool(arrived[1] == message[1])


def _message(raw: str) -> list[Any] | None:
    try:
        message = strict_json(raw)
    except ValueError:
        return None
    usable = isinstance(message, list) and len(message) >= 3 and message[0] in (2, 3, 4) and isinstance(message[1], str)
    return message if usable else None
