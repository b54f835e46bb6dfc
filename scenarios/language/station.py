"""The station in a scenario: its messages, answers and actions, by the verbs of Part 6."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import IdToken, Variable
from plugfest.scenarios.language.charging import Charging, Site
from plugfest.scenarios.language.connecting import Connecting
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.exchanges import Answer, CsmsCall, StationCall
from plugfest.scenarios.language.transfers import Transfers
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.meter import ENERGY


class StationSpeaker(Charging, Connecting):
    """The simulated charging station, at one of its EVSEs. `station.on(2)` is the same station at another one."""

    def __init__(
        self,
        context: CaseContext,
        evse: int,
        connector: int,
        to: Callable[..., Awaitable[None]],
        token: IdToken | None = None,
        *,
        site: Site | None = None,
    ) -> None:
        self._context = context
        self._to = to
        self.evse = evse
        self.connector = connector
        self._token = token
        self._csms = Csms(context)
        self.files = Transfers(context)
        self._site = site or Site(context.station.device)
        self._untold = []
        self._transaction = None
        self._began = self._ended = context.station.device.clock.now()
        self.reached = set()
        self.left_by: dict[str, Any] = {}
        """Values that reusable states returned, by the names of the states."""
        self._elsewhere: dict[int, StationSpeaker] = {evse: self}

    def on(self, evse: int, *, connector: int = 1, token: IdToken | None = None) -> "StationSpeaker":
        """Return the same station at another EVSE, with the driver's token there."""
        if evse not in self._elsewhere:
            self._elsewhere[evse] = StationSpeaker(self._context, evse, connector, self._to, token, site=self._site)
            self._elsewhere[evse]._elsewhere = self._elsewhere
        place = self._elsewhere[evse]
        place._token = token or place._token
        return place

    @property
    def identity(self) -> str:
        """Return the station's identity, as in its connection URL."""
        return self._context.access.identity

    @property
    def security_profile(self) -> int:
        """Return the security profile that the station uses."""
        return self._context.access.security_profile

    def known_token(self, role: str) -> IdToken:
        """Return the token that the CSMS knows in this role."""
        return self._context.token(role)

    async def reaches(self, state: str, **more: Any) -> None:
        """Reach this reusable state; its validations count as validations of the case.

        `more` are arguments that the state leaves to the case: further fields of its event, or its place.
        """
        await self._to(self, state, **more)

    def skips(self, *states: str) -> None:
        """Treat these states as reached: the case reaches a later state directly."""
        self.reached.update(states)

    def lets_pass(self, seconds: float) -> None:
        """Let time pass on the station's clock, without real waiting."""
        self.device.clock.advance(seconds)

    # --- booting and connectors ---

    async def boots(self, *, step: int, reason: str = "PowerUp") -> StationCall:
        """Send a BootNotification on the connection that is open."""
        return await self._send(self.device.boot(reason), step)

    async def waits_to_boot_again(self, answer: Answer) -> None:
        """Wait for the interval in the answer to a boot, if the pace of the run allows it."""
        pace = self._context.pace
        interval = answer["interval"] or self._context.configured.heartbeat_interval
        if interval > pace.boot_interval:
            raise Stop(
                "interval-too-long",
                f"the CSMS has the station wait {interval} s for its next boot, longer than boot_interval in [pace] "
                f"({pace.boot_interval:g} s): have the CSMS answer with a shorter interval, or raise boot_interval",
            )
        await self.waits(interval, until="the boot may be tried again")

    async def reboots(self, *, step: int, reason: str) -> StationCall:
        """Restart: close the connection, open a new one, and send a BootNotification."""
        await self._context.disconnect()
        attempt = await self.connects(step=step)
        if not attempt.accepted:
            raise Stop("connection-lost", f"the connection after the reboot was refused: {attempt.detail}")
        self._context.expects_connection()
        return await self.boots(step=step, reason=reason)

    async def reports_connector(self, status: str, *, step: int, by: str | None = None) -> None:
        """Report a new state of this connector, as configured.

        `by` is the message in the case; a station that is configured not to send it uses the other message.
        """
        calls = self.device.connectors.report(self.evse, self.connector, status)
        await self.tells(*([call for call in calls if call.action == by] or calls), step=step)

    async def reports_connectors(
        self, *, step: int, own: str | None = "Available", others: str | None = "Available"
    ) -> None:
        """Report the state of this connector and of all others; None is not reported."""
        for evse in self.device.evses.values():
            for connector in evse.connectors:
                status = own if (evse.id, connector.id) == (self.evse, self.connector) else others
                if status is not None:
                    await self.tells(*self.device.connectors.report(evse.id, connector.id, status), step=step)

    async def reports_evse(self, status: str, *, step: int) -> None:
        """Report this state of every connector of this EVSE."""
        for connector in self.device.evses[self.evse].connectors:
            await self.tells(*self.device.connectors.report(self.evse, connector.id, status), step=step)

    def all_connector_reports(self) -> tuple[Call, ...]:
        """Return unsent reports of all connectors as Available."""
        return self.device.connectors.report_all()

    async def reports_firmware(self, status: str, *, of: CsmsCall, step: int) -> None:
        """Report the status of the update that this request started; the report must be answered."""
        report = {"status": status, "requestId": of["requestId"]}
        await self.tells(Call("FirmwareStatusNotification", report), step=step)

    def holds(self, variable: Variable, value: str | None = None) -> dict[str, Any]:
        """Return a variable with the value that the CSMS should show.

        That is the given value, or else the value in the station.
        """
        held = self.device.model.value(
            variable.component,
            variable.name,
            variable.instance or "",
            evse=variable.evse,
            connector=variable.connector,
        )
        return {**variable.payload, "value": held if value is None else value}

    # --- meters ---

    @property
    def other_evses(self) -> tuple[int, ...]:
        """Return all other EVSEs of the station."""
        return tuple(evse for evse in self.device.evses if evse != self.evse)

    def has_a_new_meter(self) -> None:
        """Reset the meter here to 0; it signs its values in transactions."""
        self.device.meter.renew(self.evse)
        self.device.model.put("SampledDataCtrlr", "SignReadings", True)

    def meter(self, context: str, *, evse: int | None = None, at: datetime | None = None, signed: bool = False) -> Any:
        """Return the MeterValueType of this or another EVSE's energy meter, now or at a given moment."""
        place = self.evse if evse is None else evse
        return self.device.meter.sample(place, context, measurands=[ENERGY], signed=signed, at=at)

    def moments(self, count: int, *, every: float) -> list[datetime]:
        """Return the next clock-aligned moments for meter values, `every` seconds apart counted from midnight."""
        now = self.device.clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (now - midnight) // timedelta(seconds=every)
        return [midnight + timedelta(seconds=every) * (passed + number) for number in range(1, count + 1)]

    async def reports_meter(self, evse: int, *, at: datetime, step: int) -> None:
        """Report a clock-aligned value of an EVSE outside of transactions, by MeterValues, NotifyEvent or both."""
        calls = (self.device.meter_values(evse, at=at), self.device.meter_event(evse, at=at))
        reported = self._context.configured.meter_reports
        await self.tells(*(call for call in calls if reported in ("both", call.action)), step=step)

    # --- being offline ---

    @asynccontextmanager
    async def offline(self, *, step: int, lasting: float | None = None) -> AsyncIterator[None]:
        """Disconnect for some seconds of the station's clock, then reconnect without a boot.

        Events of actions in this time are `queued`.
        """
        await self.disconnects(step=step)
        self._site.outgoing.goes_offline()
        self.device.clock.advance(self._context.configured.transaction_duration if lasting is None else lasting)
        yield
        attempt = await self.connects(step=step + 1)
        if not attempt.accepted:
            raise Stop("connection-lost", f"the new connection was refused: {attempt.detail}")
        self._context.expects_connection()
        # Connector reports after that and the delivery of queued messages are steps of the case.
        self._site.outgoing.comes_back()

    def queues(self, *, triggerReason: str, **fields: Any) -> StationCall:
        """Compose an event as `updates_transaction` does, while offline, for later delivery."""
        call = self.transaction.event("Updated", triggerReason, offline=True, **fields)
        return StationCall(self.device.queue.put(call))

    @property
    def queued(self) -> list[StationCall]:
        """Return the messages that were composed while offline and are not yet delivered."""
        return [StationCall(call) for call in self.device.queue]

    async def delivers(self, queued: StationCall, *, step: int) -> StationCall:
        """Send a queued message; it need not be the first in the queue."""
        self.device.queue.take(queued.call)
        return await self._send(queued.call, step)
