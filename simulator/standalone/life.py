"""The main loop of a standalone station: connection, registration, and due times."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.device.messages import Call
from plugfest.simulator.standalone.alarm import Alarm
from plugfest.simulator.standalone.back_off import BackOff
from plugfest.simulator.standalone.behaviour import Behaviour
from plugfest.simulator.standalone.chance import Chance
from plugfest.simulator.standalone.firmware_update import Failure
from plugfest.simulator.standalone.jobs import Jobs
from plugfest.simulator.standalone.outbox import Outbox
from plugfest.simulator.standalone.pace import Pace
from plugfest.simulator.standalone.power_control import PowerControl
from plugfest.simulator.standalone.registration import Registration
from plugfest.simulator.standalone.signal import Signal
from plugfest.simulator.standalone.station_events import Kind
from plugfest.simulator.station import Received, Station

MOST_WAITING = 1000
"""With so many messages waiting to be sent a station refuses calls: a CSMS may not make it keep any number of them."""

RESTART_SECONDS = 2.0
"""Duration of a restart in seconds of the station's time."""


class Life:
    """Runs a station inside its context: connects and reconnects, sends, and does what is due."""

    def __init__(
        self,
        station: Station,
        behaviour: Behaviour,
        options: ConnectOptions,
        *,
        pace: Pace,
        chance: Chance,
        report: Callable[[Kind, str], None],
        repeats: Callable[[], Iterable[Call]] = tuple,
        firmware_failure: Failure | None = None,
    ) -> None:
        self.station = station
        self.behaviour = behaviour
        self._device = station.device
        self._options = options
        self._pace = pace
        self._report = report
        self._repeats = repeats
        self._outbox = Outbox(
            station, pace, begin=self._begin, answered=self._answered, lost=behaviour.lost, report=report
        )
        self._registration = Registration(self._device, pace, self._outbox, report)
        self._power = PowerControl(self._device, behaviour.evses)
        self._back_off = BackOff(self._device.model, chance)
        self._jobs = Jobs(station, self.restart, failure=firmware_failure)
        self._online = Signal()
        self._online.set()
        self._connected = Signal()
        self._ended = Signal()
        self._clock = Alarm(self._look_at_the_clock)
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def accepted(self) -> Signal:
        """Set as long as the CSMS has accepted the station."""
        return self._registration.accepted

    @property
    def waiting_to_be_sent(self) -> int:
        """Number of messages waiting to be sent."""
        return len(self._outbox)

    async def __aenter__(self) -> Self:
        self.behaviour.goes_offline()
        self.station.on_followup = self._follow_up
        self.station.on_ended = self._connection_ended
        await self._jobs.__aenter__()
        self.station.on_call = self._take
        self._begin(self._stay_connected())
        self._clock.soon()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._jobs.__aexit__()
        self._clock.cancel()
        self._outbox.stop()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.station.disconnect()

    # --- sending ---

    def send(self, calls: Iterable[Call]) -> None:
        """Send the calls that a verb has returned."""
        self._outbox.add(calls)
        self._clock.soon()

    async def work_done(self) -> None:
        """Wait until no firmware update, publication or log upload is in progress."""
        await self._jobs.idle()
        await self.settled()

    async def settled(self) -> None:
        """Wait until no message can be sent."""
        await self._outbox.settled()

    def _follow_up(self, calls: tuple[Call, ...]) -> None:
        self._outbox.add(calls, before_accepted=True)

    def _answered(self, call: Call, answer: dict[str, Any] | None) -> Iterable[Call]:
        if call.action in ("BootNotification", "Heartbeat"):
            self._registration.answered(call, answer)
        self._clock.soon()
        if call.action == "BootNotification" and self._device.registration == "Accepted":
            return self._after_acceptance()
        return self.behaviour.answered(call, answer)

    def _after_acceptance(self) -> list[Call]:
        kept = self.behaviour.comes_back()
        events = [call for call in kept if call.action == "TransactionEvent"]
        reports = [call for evse, connector in self._device.connectors for call in self._present(evse.id, connector.id)]
        return [*reports, *events]

    def _present(self, evse: int, connector: int) -> tuple[Call, ...]:
        connectors = self._device.connectors
        return connectors.report(evse, connector, connectors.find(evse, connector).status)

    # --- the CSMS's requests ---

    def _take(self, received: Received) -> None:
        if len(self._outbox) >= MOST_WAITING:
            self.station.refuse(received, "GenericError", f"{MOST_WAITING} messages of this station wait to be sent")
            self._report("request", f"{received.action} refused: {MOST_WAITING} messages wait to be sent")
            return
        self._jobs.take(received)
        self._report("request", received.action)
        self.apply_limits()
        self._begin_reset()

    def apply_limits(self) -> None:
        """Let the power of all EVSEs follow the charging profiles."""
        self._outbox.add(self._power.apply())
        self._clock.soon()

    def _begin_reset(self) -> None:
        reset = self._device.provisioning.reset
        if reset is None:
            return
        if "evseId" in reset:
            # Only this EVSE restarts: its transaction has ended already (B12.FR.08).
            self._device.provisioning.reset = None
        elif reset["type"] == "Immediate" or not self._device.transactions.open:
            self._device.provisioning.reset = None
            reason = "RemoteReset" if reset["type"] == "Immediate" else "ScheduledReset"
            self._begin(self._settle_and_restart(reason))

    async def _settle_and_restart(self, reason: str) -> None:
        await self.settled()
        await self.restart(reason)

    async def restart(self, reason: str) -> None:
        """Restart: close the connection, and open a new one with a BootNotification of this reason."""
        self._report("restart", reason)
        self._online.clear()
        self._registration.begin(reason)
        await self.station.disconnect()
        await self._pace.sleep(RESTART_SECONDS)
        self._online.set()
        await self.accepted.wait()
        await self.settled()

    # --- the connection ---

    async def go_offline(self) -> None:
        """Lose the connection and stay offline."""
        self._online.clear()
        self.station.cut()
        if self.station.connected:
            await self._ended.wait()

    async def go_online(self) -> None:
        """Reconnect and deliver the queue."""
        self._online.set()
        await self._connected.wait()
        await self.accepted.wait()
        await self.settled()

    async def _stay_connected(self) -> None:
        while True:
            await self._online.wait()
            self._ended.clear()
            ping = float(self._device.model.value("OCPPCommCtrlr", "WebSocketPingInterval"))
            attempt = await self.station.connect(self._options, ping_interval=ping or None)
            if attempt.accepted:
                self._report("connected", self._options.url)
                self._back_off.reset()
                self._came_online()
                await self._ended.wait()
                if not self._online.is_set():
                    continue
            else:
                self._report("refused connection", f"{attempt.outcome}: {attempt.detail}")
            await self._pace.sleep(self._back_off.next())

    def _came_online(self) -> None:
        self._connected.set()
        if self._device.registration == "Accepted":
            self._outbox.add([*self.behaviour.comes_back(), *self._repeats()])
        else:
            self._registration.boot()
        self._clock.soon()

    def _connection_ended(self, ended: Ended) -> None:
        code = f" with code {ended.code}" if ended.code is not None else ""
        self._report("disconnected", f"ended by the {ended.by}{code} {ended.reason}".rstrip())
        self.behaviour.goes_offline()
        self._outbox.give_back()
        self._connected.clear()
        self._ended.set()

    # --- time ---

    def _look_at_the_clock(self) -> None:
        now = self._device.clock.now()
        self._do_what_is_due(now)
        dues = (self.behaviour.next_due(), self._registration.next_due, self._power.next_change)
        due: datetime | None = min(filter(None, dues), default=None)
        if due is not None:
            self._clock.within(max(self._pace.until(due, now), 0.0) + 0.002)

    def _do_what_is_due(self, now: datetime) -> None:
        self._registration.do_what_is_due(now)
        if self._power.next_change is not None and self._power.next_change <= now:
            self._outbox.add(self._power.apply())
        self._outbox.add(self.behaviour.passes(0))
        if self._device.provisioning.reset is not None and not self._device.transactions.open:
            self._begin_reset()

    def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.append(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.remove(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.station.on_broke(error)
