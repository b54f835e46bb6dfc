"""The context of one play: the station, the operator, and everything that has happened so far."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from plugfest.scenarios.config.description import Address
from plugfest.scenarios.context.case_setup import CaseSetup, credentials_of
from plugfest.scenarios.context.habits import Habits
from plugfest.scenarios.context.inbox import Expectation, Inbox
from plugfest.scenarios.context.orders import Orders, order_stop
from plugfest.scenarios.context.settling import Settling
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.surplus import UnaskedRequests
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.context.validations import Validations
from plugfest.scenarios.context.waits import Waits
from plugfest.scenarios.intents import IdToken, Intent
from plugfest.scenarios.operators.pool import connect_options
from plugfest.scenarios.operators.protocol import Order, OrderOutcome
from plugfest.simulator.connection.attempt import Attempt, ConnectOptions
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.device.messages import Call
from plugfest.simulator.station import NotConnectedError, Received, Sent, Station

T = TypeVar("T")

OUTSIDE_CLOSE_CODES = frozenset({None, 1001, 1005, 1006, 1012, 1013})
"""Close codes of a server that goes away, restarts or is overloaded: no statement about the conversation."""

NOT_LET_IN = (401,)
"""HTTP statuses by which a server rejects credentials."""


class CaseContext:
    """The context of one running case: gives orders, sends and awaits messages, records trace and validations."""

    def __init__(self, setup: CaseSetup, station: Station, trace: Trace) -> None:
        self.description = setup.description
        self.configured = setup.configured
        self.operator = setup.operator
        self.access = setup.access
        self.pki = setup.pki
        self.memory = setup.memory
        self.spec = setup.spec
        self.refused_good: str | None = None
        """The CSMS's last refusal of the station's own credentials; None when it accepted them last."""
        self._connect_rate = setup.connect_rate
        self._let_in = setup.let_in
        self._remember = setup.remember
        self.trace = trace
        self.validations = Validations(trace)
        self.station = station
        self.unexpected_calls = 0
        self.unasked = UnaskedRequests(trace)
        self.refusals: list[dict[str, Any]] = []
        """Validations of refused connections: each counts only with an accepted one before and after it."""
        self._ended: Ended | None = None
        self._closing: asyncio.Future[None] | None = None
        self._may_be_gone = True
        self._boots = 0
        loop = asyncio.get_running_loop()
        self.inbox = Inbox(loop, self._unexpected)
        self.waits = Waits(trace, self.inbox.release, self._lost_unnoticed, self._lost_meanwhile)
        self.inbox.moving_on = lambda: not self.waits.is_waiting
        self.inbox.look_further = self.pace.look_further
        self.habits = Habits(setup.description.habits, trace, self.pace.unasked)
        self.inbox.is_habit = self.habits.include
        self._configured = credentials_of(self.connect_options()) if self.access.security_profile else None
        self.inbox.is_late = self._is_late
        settling = Settling(self.pace, trace, station)
        self._orders = Orders(
            setup.operator, setup.description, setup.access.identity, trace, self.inbox, settling.over, setup.case
        )
        self._next_call: asyncio.Future[None] = loop.create_future()
        station.on_call = self._hear
        station.on_lost_call = self.inbox.lose
        station.on_ended = self._connection_ended
        station.on_broke = self.waits.fail

    @property
    def pace(self) -> Any:
        """Time-outs and pace of this CSMS."""
        return self.description.pace

    # --- connections ---

    def connect_options(
        self,
        *,
        user: str | None = None,
        password: str | None = None,
        subprotocols: tuple[str, ...] = ("ocpp2.0.1",),
        security_profile: int | None = None,
        certificate: ClientCertificate | None = None,
        anonymous: bool = False,
    ) -> ConnectOptions:
        """Return the options of a connection; options that are not given have the station's valid values.

        An `anonymous` station sends no Authorization header at all.
        """
        profile = security_profile or self.access.security_profile
        options = connect_options(self.access, profile, self._address(profile))
        named = profile in (1, 2) and not anonymous
        return replace(
            options,
            subprotocols=subprotocols,
            user=(options.user if user is None else user) if named else None,
            password=(options.password if password is None else password) if named else None,
            client=certificate or options.client if profile == 3 else None,
        )

    def changes_station(self, **changes: Any) -> None:
        """Set the password, certificate and key, or security profile for later connections."""
        self.access = replace(self.access, **changes)
        self._remember(self.access.identity, **changes)

    def url(self, profile: int) -> str:
        """Return the station's URL for this security profile (Part 4, section 3.1.1)."""
        return self._address(profile).url_for(self.access.identity, self.access.values)

    def _address(self, profile: int) -> Address:
        address = self.description.addresses.get(profile)
        if address is None:
            raise Stop("configured-value-missing", f"no address is configured for security profile {profile}")
        return address

    async def connect(self, options: ConnectOptions) -> Attempt:
        """Try to connect, and return the result."""
        self._ended = None
        self._may_be_gone = True
        self.station.good_options = self.connect_options()
        await self.wait("the pace of connections", asyncio.ensure_future(self._connect_rate.acquire()), None)
        if pause := self.memory.pause_left(self.pace.reconnect_pause):
            await self.wait("the pause before reconnecting", _pause(pause), None)
        address = self.description.addresses.get(options.security_profile or 1)
        ping_interval = address.ping_interval if address is not None else None
        connecting = self.station.connect(options, timeout=self.pace.connect, ping_interval=ping_interval)
        attempt = await self.wait("the connection", asyncio.ensure_future(connecting), None)
        self._learn(options, attempt)
        return attempt

    def _learn(self, options: ConnectOptions, attempt: Attempt) -> None:
        if attempt.accepted:
            self._let_in.add(credentials_of(options))
            self.refused_good = None
        elif options == self.station.good_options and attempt.http and attempt.http.status in NOT_LET_IN:
            self.refused_good = f"HTTP {attempt.http.status}"

    def are_known_to_be_good(self, options: ConnectOptions) -> bool:
        """Return whether the CSMS must accept these credentials: it received, issued or has accepted them before.

        Configured credentials may be wrong: they are known to be good once this run has seen them accepted.
        """
        credentials = credentials_of(options)
        return self.operator.provisions or credentials != self._configured or credentials in self._let_in

    async def disconnect(self) -> None:
        """Close the station's connection once all its calls are answered."""
        self._may_be_gone = True
        await self.wait_until_idle()
        await self.station.disconnect()

    async def wait_until_idle(self) -> None:
        """Wait until the station has no message to send and no unanswered call, within the time-out for an answer."""
        finishing = asyncio.ensure_future(self.station.wait_until_idle(within=self.pace.answer))
        await self.wait("the end of the station's open calls", finishing, None)

    def leaves_connection_to_csms(self) -> None:
        """Allow the CSMS to end the connection from now on."""
        self._may_be_gone = True

    def expects_connection(self) -> None:
        """Require the connection to last until the station itself ends it."""
        self._may_be_gone = False

    def calls_came(self, action: str) -> int:
        """Return how many calls of this action the CSMS has sent in the play."""
        calls = (e for e in self.trace.entries if e["type"] == "frame" and e["from"] == "csms")
        return sum(e["message"] == "CALL" and e["action"] == action for e in calls)

    def last_attempt(self) -> int | None:
        """Return the trace entry of the latest connection attempt."""
        return next((e["n"] for e in reversed(self.trace.entries) if e["type"] == "connect"), None)

    # --- waiting ---

    async def wait(self, what: str, event: "asyncio.Future[T]", within: float | None) -> T:
        """Wait for an event; raises TimeoutError after `within` seconds. Unexpected calls are answered meanwhile."""
        return await self.waits.wait(what, event, within)

    def _lost_unnoticed(self) -> Stop | None:
        """Return why the connection was lost between two waits; None when it was not."""
        gone = self._ended is not None and not self._may_be_gone and not self.station.connected
        return self.lost() if gone else None

    def _lost_meanwhile(self) -> Stop | None:
        """Return why the connection was lost during a wait; None when it was not."""
        return None if self.station.connected else self.lost()

    async def really_wait(self, seconds: float, until: str) -> None:
        """Let real time pass; calls that arrive meanwhile are answered."""
        await self.wait(f"{seconds:g} s to pass until {until}", _pause(seconds), None)

    async def closed_by_csms(self, within: float) -> Ended | None:
        """Wait for the CSMS to close the connection; return None when it stays open."""
        self._may_be_gone = True
        if self.station.connected:
            self._closing = asyncio.get_running_loop().create_future()
            try:
                await self.wait("the CSMS to close the connection", self._closing, within)
            except TimeoutError:
                return None
        return self._ended

    async def settle(self) -> None:
        """Wait for the requests that the CSMS is known to send after a boot."""
        await self.wait("unsolicited requests of the CSMS after a boot", _pause(self.pace.settling), None)

    def token(self, role: str) -> IdToken:
        """Return the token that the CSMS knows in this role; raises Stop where none is configured."""
        token = self.access.tokens.get(role)
        if token is None:
            raise Stop("configured-value-missing", f"no token is configured as {role!r}")
        return token

    # --- messages ---

    async def send(self, call: Call, *, step: int | None, on_purpose: bool = False) -> Sent:
        """Send a call of the station; raises Stop when it cannot."""
        await self._previous_answered()
        await self.habits_come()
        if call.action == "BootNotification":
            await self._before_boot()
        self.trace.step = step
        try:
            return await self.station.send(call, on_purpose=on_purpose)
        except NotConnectedError:
            raise self.lost() from None
        finally:
            self.trace.step = None

    async def _previous_answered(self) -> None:
        """Wait until the calls that the station sent by itself, such as report pages, are answered (Part 4, 4.1.1)."""
        while (sent := self.station.unanswered) is not None:
            subject = f"{sent.call.action}Response"
            try:
                await self.wait(f"the answer to {sent.call.action}", sent.answer, self.pace.answer)
            except TimeoutError:
                self.station.give_up(sent)
                text = f"no answer came within {self.pace.answer:g} s"
                self.validations.fact(subject, "must come", False, was=text, entry=sent.entry, rule="answered")
                raise Stop("message-missing", f"{subject}: {text}", csms_at_fault=True) from None

    async def habits_come(self) -> None:
        """Wait for the habits of the CSMS that follow the last exchange and answer them, so that no calls cross."""
        if not self.habits.follow_exchanges:
            return
        while self.station.connected and (left := self.habits.due()) > 0:
            with suppress(TimeoutError):
                await self.wait("what the CSMS is known to ask by itself", self._next_call, left)
            await self._previous_answered()
        self.inbox.release()

    def _hear(self, received: Received) -> None:
        self._next_call.set_result(None)
        self._next_call = asyncio.get_running_loop().create_future()
        self.inbox.hear(received)

    async def _before_boot(self) -> None:
        """Have the CSMS accept the next boot, after those that it was configured to answer "Pending" or "Rejected"."""
        self._boots += 1
        policy = self.spec.boot
        if policy is None or self.operator.provisions or self._boots != policy.times + 1:
            return
        accepting = asyncio.ensure_future(self.operator.accept(self.access, self.spec))
        await self.wait("the CSMS to be told to accept the station", accepting, self.pace.order)

    def lost(self) -> Stop:
        """Return why the station has no connection."""
        ended = self._ended
        if ended is None or ended.by == "station":
            return Stop("connection-lost", "the station is not connected")
        if ended.by == "csms" and ended.code not in OUTSIDE_CLOSE_CODES:
            reason = f": {ended.reason}" if ended.reason else ""
            return Stop(
                "connection-lost", f"the CSMS closed the connection with code {ended.code}{reason}", csms_at_fault=True
            )
        how = f"closed with code {ended.code}" if ended.by == "csms" else "cut"
        return Stop("connection-lost", f"the connection was {how} in the middle of the case")

    def _connection_ended(self, ended: Ended) -> None:
        self._ended = ended
        self.memory.closed_at = time.time()
        if self._closing is not None and not self._closing.done():
            self._closing.set_result(None)
        if not self._may_be_gone:
            self.waits.interrupt()

    def _unexpected(self, received: Received) -> None:
        """Answer a call at once that no step expects, and record it as an observation."""
        self.trace.entries[received.entry]["unexpected"] = True
        habit, registration = self.habits.include(received), self.station.device.registration
        if received.frame.defects and not isinstance(received.frame.payload, dict):
            self.station.refuse(received, "FormatViolation")
        else:
            self.station.reply_at_once(received)
        if not habit:
            self.unexpected_calls += 1
            self.unasked.add(received, registration)
        self.trace.note(
            f"{received.action} was not expected by any step, and was answered as by a real station", habit=habit
        )

    def _is_late(self, received: Received) -> bool:
        """Return whether a call belongs to an order of an earlier play: that play ordered it, and this one did not."""
        action, late = received.action, self.memory.late_orders
        if action not in late or any(order.intent.action == action for order in self.orders):
            return False
        late.remove(action)
        self.trace.note(f"this {action} was ordered in an earlier play, which it did not reach in time")
        return True

    # --- orders ---

    @property
    def orders(self) -> list[Order]:
        """All orders of the case so far."""
        return self._orders.all

    def order(self, intent: Intent) -> Order:
        """Give an order without waiting for it; its failure interrupts the step that awaits its message."""
        return self._orders.give(intent)

    def can_order(self, intent: Intent) -> bool:
        """Return whether the operator can perform this intent."""
        return not self._orders.cannot(intent)

    async def orders_done(self) -> None:
        """Wait until the operator has reported the outcome of all orders: then the CSMS has processed the answers."""
        if self._orders.under_way:
            reported = asyncio.ensure_future(asyncio.wait(self._orders.under_way, timeout=self.pace.message))
            await self.wait("the operator to report the outcome of the order", reported, None)

    async def end_of(self, order: Order, or_taken: "asyncio.Future[Any]") -> None:
        """Wait until an order has ended, or a step has taken its message."""
        ending = self._orders.end_of(order)
        if ending is not None:
            either = asyncio.wait([ending, or_taken], return_when=asyncio.FIRST_COMPLETED)
            await self.wait("the order to end", asyncio.ensure_future(either), None)

    async def end_orders(self) -> None:
        """Cancel the orders that are still in progress at the end of the play."""
        await self._orders.withdraw()

    def expect(self, action: str, expected: dict[str, Any], **more: Any) -> Expectation:
        """Await a call of the CSMS; raises Stop when the order that should cause it has failed already."""
        order = self.inbox.peek_order(action)
        if order is not None and order.outcome in (OrderOutcome.REFUSED, OrderOutcome.FAILED):
            self.inbox.done(order)
            raise order_stop(order)
        return self.inbox.expect(action, expected, **more)


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _pause(seconds: float) -> "asyncio.Future[None]":
    return asyncio.ensure_future(_sleep(seconds))
