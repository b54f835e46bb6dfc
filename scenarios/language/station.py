"""The station in a scenario: what it sends, answers and does, by the verbs of Part 6."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from plugfest.scenarios.intents import IdToken, Variable
from plugfest.scenarios.language.connecting import Connecting
from plugfest.scenarios.language.csms import Csms
from plugfest.scenarios.language.exchanges import CsmsCall, StationCall
from plugfest.scenarios.language.transfers import Transfers
from plugfest.scenarios.stage.stage import Stage
from plugfest.scenarios.stage.stops import Stop
from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call, Refusal
from plugfest.simulator.device.meter import ENERGY
from plugfest.simulator.device.transaction import Transaction

STATE_OF_TRIGGER = {
    "Authorized": "Authorized",
    "RemoteStart": "Authorized",
    "CablePluggedIn": "EVConnectedPreSession",
    "StopAuthorized": "StopAuthorized",
}
"""Which reusable state an event of the case's own stands for."""

OF_A_TRANSACTION = frozenset(
    {
        "Authorized",
        "EVConnectedPreSession",
        "EnergyTransferStarted",
        "EnergyTransferSuspended",
        "StopAuthorized",
        "EVConnectedPostSession",
        "EVDisconnected",
        "EVDisconnectedStillParked",
    }
)
"""States that a new transaction has to reach again."""


class StationSpeaker(Connecting):
    """The simulated charging station, at one of its EVSEs. `station.on(2)` is the same station at another one."""

    def __init__(
        self,
        stage: Stage,
        evse: int,
        connector: int,
        to: Callable[..., Awaitable[None]],
        token: IdToken | None = None,
    ) -> None:
        self._stage = stage
        self._to = to
        self.evse = evse
        self.connector = connector
        self._token = token
        self._csms = Csms(stage)
        self.files = Transfers(stage)
        self._transaction: Transaction | None = None
        self._began = self._ended = stage.station.device.clock.now()
        self.reached: set[str] = set()
        """Reusable states that this EVSE has been through, in the current transaction."""
        self._elsewhere: dict[int, StationSpeaker] = {evse: self}

    def on(self, evse: int, *, connector: int = 1, token: IdToken | None = None) -> "StationSpeaker":
        """The same station at another EVSE, with the driver's token there."""
        if evse not in self._elsewhere:
            self._elsewhere[evse] = StationSpeaker(self._stage, evse, connector, self._to, token)
            self._elsewhere[evse]._elsewhere = self._elsewhere
        place = self._elsewhere[evse]
        place._token = token or place._token
        return place

    @property
    def identity(self) -> str:
        """The station's identity, as it stands in its connection URL."""
        return self._stage.given.access.identity

    @property
    def security_profile(self) -> int:
        """The security profile that the station uses."""
        return self._stage.given.access.security_profile

    @property
    def device(self) -> Device:
        """What the station is, apart from its connection."""
        return self._stage.station.device

    @property
    def token(self) -> IdToken:
        """The driver's token here: unless another was chosen, the valid one."""
        return self._token or self._stage.token("valid")

    def known_token(self, role: str) -> IdToken:
        """The token that the CSMS knows in this role."""
        return self._stage.token(role)

    @property
    def transaction(self) -> Transaction:
        """The transaction that runs here, or ran last."""
        if self._transaction is None:
            raise Stop("state-not-reached", f"no transaction has begun on EVSE {self.evse}")
        return self._transaction

    @property
    def charging(self) -> bool:
        """Whether a transaction runs here."""
        return self._transaction is not None and not self._transaction.ended

    async def reaches(self, state: str, **more: Any) -> None:
        """Go on until this reusable state is reached; what it demands of the CSMS are the case's own validations.

        `more` is what the state leaves to the case: further fields of its own event, or where it is to be reached.
        """
        await self._to(self, state, **more)

    def skips(self, *states: str) -> None:
        """Go on as if these states had been reached: the case takes a shorter way to a later one."""
        self.reached.update(states)

    def lets_pass(self, seconds: float) -> None:
        """Let time pass on the station's own clock; nobody waits."""
        self.device.clock.advance(seconds)

    # --- talking ---

    async def sends(self, action: str, /, *, step: int, on_purpose: bool = False, **payload: Any) -> StationCall:
        """Send this request. `on_purpose`: what is wrong with it is meant to be."""
        return await self._send(Call(action, payload), step, on_purpose)

    async def says(self, call: Call, *, step: int) -> StationCall:
        """Send a message that the device has composed."""
        return await self._send(call, step)

    async def answers(self, call: CsmsCall, *, step: int, **payload: Any) -> None:
        """Answer a call of the CSMS with these fields; without any, as a real station does."""
        if not payload:
            reply = self.device.reply(call.received.action, call.payload)
            if isinstance(reply.answer, Refusal):
                await self.refuses(call, step=step, code=reply.answer.code)
                return
            payload, call.then = reply.answer, reply.then
        self._answered(self._stage.station.answer(call.received, payload), call, step)

    async def refuses(self, call: CsmsCall, *, step: int, code: str, description: str = "") -> None:
        """Answer a call of the CSMS with a CALLERROR."""
        self._answered(self._stage.station.refuse(call.received, code, description), call, step)

    async def follows_up(self, call: CsmsCall, *, step: int) -> None:
        """Send what a real station sends after its own answer (the pages of a report...); each must be answered."""
        for message in call.then:
            await self._csms.answers(await self._send(message, step), step=step + 1)

    async def tells(self, *calls: Call, step: int) -> None:
        """Send these messages, one after the other; each must be answered."""
        for call in calls:
            await self._csms.answers(await self._send(call, step), step=step + 1)

    async def waits(self, seconds: float, *, until: str) -> None:
        """Really wait, where the case demands it."""
        await self._stage.really_wait(seconds, until)

    # --- booting and connectors ---

    async def boots(self, *, step: int, reason: str = "PowerUp") -> StationCall:
        """Send a BootNotification on the connection that is open."""
        return await self._send(self.device.boot(reason), step)

    async def reboots(self, *, step: int, reason: str) -> StationCall:
        """Restart: the connection is closed, a new one opened, the boot reported."""
        await self._stage.disconnect()
        attempt = await self.connects(step=step)
        if not attempt.accepted:
            raise Stop("connection-lost", f"the station was not let in after its reboot: {attempt.detail}")
        self._stage.expects_connection()
        return await self.boots(step=step, reason=reason)

    async def reports_connector(self, status: str, *, step: int, by: str | None = None) -> None:
        """Report a new state of the connector here, by StatusNotification, NotifyEvent or as configured."""
        calls = self.device.connector_reports(self.evse, self.connector, status)
        await self.tells(*(call for call in calls if by in (None, call.action)), step=step)

    async def reports_connectors(
        self, *, step: int, own: str | None = "Available", others: str | None = "Available"
    ) -> None:
        """Report the state of every connector: that of the one here, and of all others; None is not reported."""
        for evse in self.device.evses.values():
            for connector in evse.connectors:
                status = own if (evse.id, connector.id) == (self.evse, self.connector) else others
                if status is not None:
                    await self.tells(*self.device.connector_reports(evse.id, connector.id, status), step=step)

    async def reports_evse(self, status: str, *, step: int) -> None:
        """Report this state of every connector of the EVSE here."""
        for connector in self.device.evses[self.evse].connectors:
            await self.tells(*self.device.connector_reports(self.evse, connector.id, status), step=step)

    def all_connector_reports(self) -> tuple[Call, ...]:
        """The reports of all connectors as Available, not sent yet."""
        return self.device.all_connector_reports()

    async def reports_firmware(self, status: str, *, of: CsmsCall, step: int) -> None:
        """Report how far the update that this request asked for has come; it must be answered."""
        report = {"status": status, "requestId": of["requestId"]}
        await self.tells(Call("FirmwareStatusNotification", report), step=step)

    def holds(self, variable: Variable, value: str | None = None) -> dict[str, Any]:
        """A variable with the value that the CSMS should show of it: this one, or the one that the station has."""
        held = self.device.model.value(
            variable.component,
            variable.name,
            variable.instance or "",
            evse=variable.evse,
            connector=variable.connector,
        )
        return {**variable.payload, "value": held if value is None else value}

    # --- charging ---

    async def authorizes(self, token: IdToken | None = None, *, step: int, **more: Any) -> StationCall:
        """Ask whether a token may charge."""
        return await self._send(Call("Authorize", {"idToken": (token or self.token).payload, **more}), step)

    async def starts_transaction(self, *, step: int, triggerReason: str, **fields: Any) -> StationCall:
        """Begin a transaction here: TransactionEvent Started."""
        begun = self.begins_transaction(fields.pop("transaction_id", None))
        started = await self._send(begun.event("Started", triggerReason, **_with_token(fields)), step)
        self._began = moment_of(started.payload["timestamp"])
        return started

    async def updates_transaction(self, *, step: int, triggerReason: str, **fields: Any) -> StationCall:
        """Tell of a change in the transaction: TransactionEvent Updated."""
        return await self._send(self.transaction.event("Updated", triggerReason, **_with_token(fields)), step)

    async def ends_transaction(self, *, step: int, triggerReason: str, **fields: Any) -> StationCall:
        """End the transaction: TransactionEvent Ended."""
        ended = await self._send(self.transaction.event("Ended", triggerReason, **_with_token(fields)), step)
        self._ended = moment_of(ended.payload["timestamp"])
        self.reached -= OF_A_TRANSACTION
        return ended

    @property
    def has_run(self) -> float:
        """Seconds since the Started event of the transaction here, on the station's own clock."""
        return (self.device.clock.now() - self._began).total_seconds()

    @property
    def lasted(self) -> float:
        """Seconds from the Started to the Ended event of the last transaction here, by their own timestamps."""
        return round((self._ended - self._began).total_seconds(), 3)

    def begins_transaction(self, transaction_id: str | None = None, *, anywhere: bool = False) -> Transaction:
        """Begin a transaction without telling yet; `anywhere`: it is not known on which EVSE."""
        evse, connector = (None, None) if anywhere else (self.evse, self.connector)
        self._transaction = self.device.begin_transaction(evse, connector, transaction_id=transaction_id)
        self.reached -= OF_A_TRANSACTION
        return self._transaction

    # --- meters ---

    @property
    def other_evses(self) -> tuple[int, ...]:
        """All EVSEs of the station but the one here."""
        return tuple(evse for evse in self.device.evses if evse != self.evse)

    def has_a_new_meter(self) -> None:
        """The meter here begins to count at 0."""
        self.device.meter.renew(self.evse)

    def meter(self, context: str, *, evse: int | None = None, at: datetime | None = None, signed: bool = False) -> Any:
        """What the energy meter here (or of another EVSE) shows, now or at that moment: a MeterValueType."""
        place = self.evse if evse is None else evse
        return self.device.meter.sample(place, context, measurands=[ENERGY], signed=signed, at=at)

    def moments(self, count: int, *, every: float) -> list[datetime]:
        """The next so many moments, `every` seconds apart and counted from midnight, for values to be read at."""
        now = self.device.clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (now - midnight) // timedelta(seconds=every)
        return [midnight + timedelta(seconds=every) * (passed + number) for number in range(1, count + 1)]

    async def reports_meter(self, evse: int, *, at: datetime, step: int) -> None:
        """Report a clock-aligned value of an EVSE outside of transactions, by MeterValues, NotifyEvent or both."""
        calls = (self.device.meter_values(evse, at=at), self.device.meter_event(evse, at=at))
        told = self._stage.given.configured.meter_reports
        await self.tells(*(call for call in calls if told in ("both", call.action)), step=step)

    # --- being offline ---

    @asynccontextmanager
    async def offline(self, *, step: int, lasting: float | None = None) -> AsyncIterator[None]:
        """Without a connection for a while (seconds on the station's own clock), then back without a boot."""
        await self.disconnects(step=step)
        self.device.clock.advance(self._stage.given.configured.transaction_duration if lasting is None else lasting)
        yield
        attempt = await self.connects(step=step + 1)
        if not attempt.accepted:
            raise Stop("connection-lost", f"the station was not let in again: {attempt.detail}")
        self._stage.expects_connection()

    def queues(self, event_type: str, *, triggerReason: str, **fields: Any) -> StationCall:
        """Compose an event of the transaction while offline, to be delivered later."""
        call = self.transaction.event(event_type, triggerReason, offline=True, **_with_token(fields))
        return StationCall(self.device.queue.put(call))

    async def delivers(self, queued: StationCall, *, step: int) -> StationCall:
        """Send what was queued; it need not be the first in the queue."""
        self.device.queue.take(queued.call)
        return await self._send(queued.call, step)

    # --- in short ---

    def _answered(self, entry: int | None, call: CsmsCall, step: int) -> None:
        if entry is not None:
            self._stage.trace.at_step(entry, step)
        else:
            self._stage.trace.note(
                f"step {step}: {call.received.action} had been answered before, as a real station does"
            )

    async def _send(self, call: Call, step: int | None, on_purpose: bool = False) -> StationCall:
        self._mark(call)
        return StationCall(call, await self._stage.send(call, step=step, on_purpose=on_purpose), step)

    def _mark(self, call: Call) -> None:
        """A case's own event counts as the reusable state that it stands for: it is never repeated."""
        mine = self._transaction is not None and call.action == "TransactionEvent"
        if mine and call.payload["transactionInfo"]["transactionId"] == self.transaction.id:
            reached = STATE_OF_TRIGGER.get(call.payload["triggerReason"])
            if reached is not None:
                self.reached.add(reached)


def _with_token(fields: dict[str, Any]) -> dict[str, Any]:
    """A scenario says `idToken=tokens.valid`; the device takes the payload."""
    token = fields.pop("idToken", None)
    if isinstance(token, IdToken):
        fields["token"] = token.payload
    return fields
