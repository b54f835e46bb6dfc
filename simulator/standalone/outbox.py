"""Outgoing messages of a standalone station: in order, with the retries of OCPP (E13)."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from plugfest.simulator.device.messages import Call
from plugfest.simulator.protocol.frames import Frame, MessageType
from plugfest.simulator.standalone.alarm import Alarm
from plugfest.simulator.standalone.pace import Pace
from plugfest.simulator.standalone.signal import Signal
from plugfest.simulator.standalone.station_events import Kind
from plugfest.simulator.station import NotConnectedError, Station

Answered = Callable[[Call, dict[str, Any] | None], Iterable[Call]]
"""Takes the answer to a call, None if refused or unanswered; returns the calls that follow."""


_Kind = tuple[bool, bool]
"""Whether it is a TransactionEvent, and whether it may be sent before the CSMS has accepted the station (B02.FR.02)."""


@dataclass(eq=False, slots=True)
class _Entry:
    number: int
    kind: _Kind
    call: Call
    attempts: int = 0
    not_before: float = 0.0
    """Earliest time of sending, on the loop's clock."""
    gone: bool = False
    """It was answered, given up or given back."""


class Outbox:
    """Sends one call after the other. A refused TransactionEvent delays later ones, and nothing else.

    `begin` starts a task, which there is only as long as something can be sent: most stations are silent most of the
    time.
    """

    def __init__(
        self,
        station: Station,
        pace: Pace,
        *,
        begin: Callable[[Coroutine[Any, Any, None]], object],
        answered: Answered,
        lost: Callable[[Call], None],
        report: Callable[[Kind, str], None],
    ) -> None:
        self._station = station
        self._pace = pace
        self._begin = begin
        self._answered = answered
        self._lost = lost
        self._report = report
        self._numbers = count(1)
        self._entries: dict[_Kind, deque[_Entry]] = {}
        """The waiting messages by kind: only the first of each kind is looked at, however much a CSMS makes us send."""
        self._sending = False
        self._retry = Alarm(self.look_again)
        self._idle = Signal()
        self._idle.set()

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def add(self, calls: Iterable[Call], *, before_accepted: bool = False) -> None:
        """Append calls; with `before_accepted` they may be sent before the station is accepted."""
        for call in calls:
            kind = call.action == "TransactionEvent", before_accepted
            self._entries.setdefault(kind, deque()).append(_Entry(next(self._numbers), kind, call))
        self.look_again()

    def look_again(self) -> None:
        """Check for calls to send, after a call was added or the station was connected or accepted."""
        if self._sending:
            return
        entry = self._next()
        if entry is not None:
            self._sending = True
            self._idle.clear()
            self._begin(self._send_all(entry))
        else:
            self._nothing_to_send()

    def stop(self) -> None:
        """Send nothing more by itself."""
        self._retry.cancel()

    def give_back(self) -> None:
        """Pass all calls to `lost`, after the loss of the connection."""
        given_back = sorted(chain(*self._entries.values()), key=_number)
        self._entries.clear()
        for entry in given_back:
            entry.gone = True
            self._lost(entry.call)

    async def settled(self) -> None:
        """Wait until no message can be sent."""
        await self._idle.wait()

    async def _send_all(self, entry: _Entry | None) -> None:
        try:
            while entry is not None:
                await self._deliver(entry)
                entry = self._next()
        finally:
            self._sending = False
        self._nothing_to_send()

    def _nothing_to_send(self) -> None:
        self._idle.set()
        event, now = self._first_event(), asyncio.get_running_loop().time()
        if event is not None and event.not_before > now and self._station.connected:
            self._retry.within(event.not_before - now)

    def _next(self) -> _Entry | None:
        if not self._station.connected:
            return None
        accepted = self._station.device.registration == "Accepted"
        event = self._first_event()
        held_back = event is not None and event.not_before > asyncio.get_running_loop().time()
        first = (
            waiting[0]
            for (is_event, before_accepted), waiting in self._entries.items()
            if waiting and (accepted or before_accepted) and not (is_event and held_back)
        )
        return min(first, key=_number, default=None)

    def _first_event(self) -> _Entry | None:
        first = (waiting[0] for (is_event, _), waiting in self._entries.items() if waiting and is_event)
        return min(first, key=_number, default=None)

    async def _deliver(self, entry: _Entry) -> None:
        try:
            sent = await self._station.send(entry.call)
        except NotConnectedError:
            return
        timeout = self._configured("MessageTimeout", "Default")
        await asyncio.wait([sent.answer], timeout=timeout)
        if not sent.answer.done():
            self._station.give_up(sent)
            self._report("no answer", f"{entry.call.action}: no answer within {timeout:g} s")
        elif not sent.answer.cancelled() and sent.answer.exception() is None:
            frame = sent.answer.result()
            if frame.type is MessageType.CALLRESULT and isinstance(frame.payload, dict):
                self._done(entry, frame.payload)
                return
            self._report("refused", f"{entry.call.action}: {_error(frame)}")
        if not entry.gone:
            self._failed(entry)

    def _done(self, entry: _Entry, payload: dict[str, Any] | None) -> None:
        if not entry.gone:
            entry.gone = True
            # It was the first of its kind when it was sent, and nothing is put before it.
            waiting = self._entries[entry.kind]
            waiting.popleft()
            if not waiting:
                del self._entries[entry.kind]
        self.add(self._answered(entry.call, payload))

    def _failed(self, entry: _Entry) -> None:
        entry.attempts += 1
        attempts = int(self._configured("MessageAttempts", "TransactionEvent"))
        if entry.call.action != "TransactionEvent" or entry.attempts >= attempts:
            self._done(entry, None)
            return
        wait = self._configured("MessageAttemptInterval", "TransactionEvent") * entry.attempts
        entry.not_before = asyncio.get_running_loop().time() + self._pace.on_the_wall(wait)
        self._report("refused", f"{entry.call.action}: attempt {entry.attempts + 1} of {attempts} in {wait:g} s")

    def _configured(self, variable: str, instance: str) -> float:
        return float(self._station.device.model.value("OCPPCommCtrlr", variable, instance))


def _number(entry: _Entry) -> int:
    return entry.number


def _error(frame: Frame) -> str:
    return f"{frame.error_code} {frame.error_description}".strip() if frame.error_code else "an answer without payload"
