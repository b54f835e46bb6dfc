"""One station of the CSMS under test, connected to measure the CSMS's behaviour before a run."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.station_memory import StationMemory
from plugfest.scenarios.operators.pool import connect_options, device_of
from plugfest.scenarios.operators.protocol import StationAccess
from plugfest.simulator.connection.attempt import Attempt
from plugfest.simulator.device.messages import Call
from plugfest.simulator.observer import RecordingObserver
from plugfest.simulator.protocol.frames import Defect, Frame, MessageType
from plugfest.simulator.station import Received, Station


class Probe:
    """A station with one security profile; every call of the CSMS is answered as by a real station, and recorded."""

    def __init__(
        self, description: CsmsDescription, access: StationAccess, profile: int, memory: StationMemory
    ) -> None:
        self._pace = description.pace
        self._address = description.addresses[profile]
        self.access = access
        self.profile = profile
        self._memory = memory
        self._kept = RecordingObserver()
        self.refused_calls: dict[str, str] = {}
        """Calls that were answered with a CALLERROR, by action, with the error text."""
        self.station = Station(
            device_of(description.configured, access, counters=memory.counters),
            observer=self._kept,
            overdue=memory.overdue,
        )
        self.station.on_call = self._keep
        self.calls: list[Received] = []
        self._hold: Callable[[Received], bool] = lambda _: False
        self._held: asyncio.Queue[Received] = asyncio.Queue()
        self._came = asyncio.Condition()
        self._telling: set[asyncio.Future[None]] = set()

    async def connect(self, password: str | None = None) -> Attempt:
        """Connect after the CSMS's reconnect pause, with another password if one is given."""
        await asyncio.sleep(self._memory.pause_left(self._pace.reconnect_pause))
        options = connect_options(self.access, self.profile, self._address)
        if password is not None:
            options = replace(options, password=password)
        return await self.station.connect(options, timeout=self._pace.connect)

    async def boot(self) -> tuple[str | None, float | None]:
        """Return the registration status, and the difference in seconds between the CSMS's clock and ours.

        None for absent values.
        """
        answer = await self.ask(self.station.device.boot())
        status, time = answer.get("status"), answer.get("currentTime")
        for report in self.station.device.connectors.report_all():
            await self.ask(report)
        try:
            ahead = (datetime.fromisoformat(str(time)) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return status, None
        return status, ahead

    async def ask(self, call: Call) -> dict[str, Any]:
        """Return the CSMS's answer to a call of the station; empty when none comes in time."""
        sent = await self.station.send(call)
        try:
            frame = await asyncio.wait_for(sent.answer, self._pace.answer)
        except (TimeoutError, asyncio.CancelledError):
            return {}
        if frame.type is MessageType.CALLERROR:
            self.refused_calls[call.action] = f"{frame.error_code} {frame.error_description or ''}".strip()
        return frame.payload if isinstance(frame.payload, dict) else {}

    async def arrived(self, wanted: list[str], since: int) -> list[str]:
        """Return which of these actions arrived after a call, in order, when all have arrived or the time is over."""

        def came() -> list[str]:
            return [received.action for received in self.calls[since:] if received.action in wanted]

        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.message), self._came:
                await self._came.wait_for(lambda: len(came()) >= len(wanted))
        return came()

    def defects(self) -> list[tuple[Frame, Defect]]:
        """Return the rules that messages of the CSMS violated, each with its message."""
        frames = [frame for who, frame in self._kept.frames if who == "csms"]
        return [(frame, defect) for frame in frames for defect in frame.defects]

    async def follow(self, action: str, give: Awaitable[None], wait: float) -> tuple[Received | None, bool]:
        """Give an order and delay the answer to its message.

        Return the message, if it arrived within `wait` seconds, and whether the operator returned before the answer.
        """
        self._hold = lambda received: received.action == action
        giving = asyncio.ensure_future(give)
        try:
            received = await asyncio.wait_for(self._held.get(), wait)
        except TimeoutError:
            giving.cancel()
            await asyncio.wait([giving])
            return None, giving.done() and not giving.cancelled()
        finally:
            self._hold = lambda _: False
        done, _ = await asyncio.wait([giving], timeout=1.0)
        self.station.reply_at_once(received)
        await asyncio.wait([giving], timeout=wait)
        giving.cancel()
        await asyncio.wait([giving])
        return received, bool(done)

    async def close(self) -> None:
        """Disconnect once all calls in both directions are answered; the next connection is made after a pause."""
        await self.station.wait_until_idle(within=self._pace.answer)
        await self.station.disconnect()
        self._memory.closed_at = time.time()

    def _keep(self, received: Received) -> None:
        self.calls.append(received)
        if self._hold(received):
            self._held.put_nowait(received)
        else:
            self.station.reply_at_once(received)
        task = asyncio.ensure_future(self._tell_came())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell_came(self) -> None:
        async with self._came:
            self._came.notify_all()
