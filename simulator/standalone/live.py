"""A station that lives on the wire: what its behaviour says is sent, and what comes back has its consequences."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from plugfest.simulator.connection.attempt import Attempt, ConnectOptions
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.device.messages import Call
from plugfest.simulator.protocol.frames import MessageType
from plugfest.simulator.standalone.behaviour import Behaviour
from plugfest.simulator.station import NotConnectedError, Station


class Live:
    """Sends the calls of a behaviour one after the other: `await live.does(live.at(1).plug_in())`.

    It takes over what the station sends after its answers too, so that everything keeps the order in which it was
    composed. When the connection ends, what is not answered goes to the behaviour, which keeps it for later.
    """

    def __init__(self, station: Station, behaviour: Behaviour | None = None) -> None:
        self.station = station
        self.behaviour = behaviour or Behaviour(station.device)
        self.at = self.behaviour.at
        self._outbox: deque[Call] = deque()
        self._work: asyncio.Task[None] | None = None
        self._told_of_end = station.on_ended
        if not station.connected:
            self.behaviour.goes_offline()
        station.on_followup = self._add
        station.on_ended = self._ended

    async def connects(self, options: ConnectOptions) -> Attempt:
        """Connects; what was kept meanwhile is delivered once the station has been accepted before."""
        attempt = await self.station.connect(options)
        if attempt.accepted and self.station.device.registration == "Accepted":
            await self.does(self.behaviour.comes_back())
        return attempt

    async def boots(self, reason: str = "PowerUp") -> None:
        """Boots, tells of its connectors, and delivers what was kept, if it is accepted (B01)."""
        device = self.station.device
        await self.does([device.boot(reason)])
        if device.registration == "Accepted":
            kept = self.behaviour.comes_back()
            reports = [call for call in kept if call.action != "TransactionEvent"] or device.connectors.report_all()
            await self.does([*reports, *(call for call in kept if call.action == "TransactionEvent")])

    async def does(self, calls: Iterable[Call]) -> None:
        """Sends what a verb has returned, and everything that comes of the answers; returns when all is answered."""
        self._add(calls)
        await self.settled()

    async def settled(self) -> None:
        """Returns when nothing is left to be sent."""
        while self._work is not None and not self._work.done():
            await asyncio.wait([self._work])
        if self._work is not None:
            self._work.result()

    def _add(self, calls: Iterable[Call]) -> None:
        self._outbox.extend(calls)
        if self._outbox and (self._work is None or self._work.done()):
            self._work = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._outbox:
            call = self._outbox[0]
            try:
                answer = await self._exchange(call)
            except NotConnectedError:
                self._keep()
                return
            if not self._is_next(call):
                # The connection has ended meanwhile, and the call is kept.
                continue
            self._outbox.popleft()
            self._outbox.extend(self.behaviour.answered(call, answer))

    async def _exchange(self, call: Call) -> dict[str, Any] | None:
        """Send until it is answered, an event as often as is configured (E13); None where it is not, or refused."""
        attempts = int(self._configured("MessageAttempts", "TransactionEvent"))
        attempts = attempts if call.action == "TransactionEvent" else 1
        for attempt in range(1, attempts + 1):
            sent = await self.station.send(call)
            await asyncio.wait([sent.answer], timeout=self._configured("MessageTimeout", "Default"))
            if not sent.answer.done():
                self.station.give_up(sent)
            elif not sent.answer.cancelled() and sent.answer.exception() is None:
                frame = sent.answer.result()
                if frame.type is MessageType.CALLRESULT and isinstance(frame.payload, dict):
                    return frame.payload
            if not self._is_next(call):
                return None
            if attempt < attempts:
                await asyncio.sleep(self._configured("MessageAttemptInterval", "TransactionEvent") * attempt)
        return None

    def _is_next(self, call: Call) -> bool:
        return bool(self._outbox) and self._outbox[0] is call

    def _configured(self, variable: str, instance: str) -> float:
        return float(self.station.device.model.value("OCPPCommCtrlr", variable, instance))

    def _ended(self, ended: Ended) -> None:
        self._keep()
        self._told_of_end(ended)

    def _keep(self) -> None:
        self.behaviour.goes_offline()
        while self._outbox:
            self.behaviour.lost(self._outbox.popleft())
