"""Assigns each call of the CSMS to the step that awaits it, or to none."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from plugfest.scenarios.matching.comparison import matches, mismatch
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.station import Received


class Expectation(msgspec.Struct):
    """A call that a step awaits, with the expectations on it."""

    action: str
    expected: dict[str, Any]
    taken: "asyncio.Future[Received]"
    candidates: list[Received] = msgspec.field(default_factory=list)
    """Calls of that action that did not match; they were answered as a real station would."""
    habits: list[Received] = msgspec.field(default_factory=list)
    """Those candidates that are habits of the CSMS: taken only when no other call arrives."""
    at_once: Callable[[Received], object] | None = None
    """For a step declared ahead: called when its call arrives, so that the CSMS does not wait for the answer."""
    step: int | None = None
    order_to_come: bool = False
    """An order for the call may still be given: until then no call that does not match is taken."""
    judging: asyncio.TimerHandle | None = None
    """Takes what fitted least badly, once the time to look further is over."""

    def mismatch(self, received: Received) -> int:
        """Return the number of required validations that a call violates."""
        return mismatch(self.expected, received.payload, f"{self.action}Request")

    def take(self, received: Received) -> None:
        """Complete the wait with this call."""
        if self.at_once is not None:
            self.at_once(received)
        if not self.taken.done():
            self.taken.set_result(received)


class Inbox:
    """Receives every call. The assignment of a call to a step depends on events only, never on time.

    A call that a step awaits is given to that step. A call that the next step may still await is held: an order for it
    is in progress, or the scenario is between two steps. Any other call is answered at once, as a real station would,
    and recorded as an observation.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, unexpected: Callable[[Received], None]) -> None:
        self._loop = loop
        self._unexpected = unexpected
        self._expectations: list[Expectation] = []
        self._held: list[Received] = []
        self._lost: set[str] = set()
        self._closed = False
        self.orders: list[Order] = []
        """Orders whose message has not arrived yet."""
        self.look_further = 0.5
        """Seconds to wait for a better matching call after one that does not match."""
        self.is_habit: Callable[[Received], bool] = lambda _: False
        """Whether a call is a habit of the CSMS: when it does not match, no step takes it."""
        self.is_late: Callable[[Received], bool] = lambda _: False
        """Whether an earlier play ordered this call: no step of this play takes it."""
        self.moving_on: Callable[[], bool] = lambda: True
        """Whether the scenario is between two waits, so that its next step may await a call that has arrived."""

    def hear(self, received: Received) -> None:
        """Receive a call of the CSMS."""
        if self.is_late(received):
            self._unexpected(received)
            return
        expectation = self._awaiting(received)
        if expectation is not None:
            self._offer(expectation, received)
        elif self._closed:
            self._unexpected(received)
        elif self.moving_on() or any(received.action == order.intent.action for order in self.orders):
            self._held.append(received)
        else:
            self._unexpected(received)

    def expect(
        self,
        action: str,
        expected: dict[str, Any],
        at_once: Callable[[Received], object] | None = None,
        step: int | None = None,
    ) -> Expectation:
        """Await a call; a held call is taken first. `step` is shown to observers of the play."""
        expectation = Expectation(action, expected, self._loop.create_future(), at_once=at_once, step=step)
        self._expectations.append(expectation)
        if action in self._lost:
            self._lost.discard(action)
            self.lose(action)
        for received in [held for held in self._held if held.action == action]:
            if not expectation.taken.done():
                self._held.remove(received)
                self._offer(expectation, received)
        return expectation

    def forget(self, expectation: Expectation) -> None:
        """Remove an expectation: its call is no longer awaited."""
        if expectation in self._expectations:
            self._expectations.remove(expectation)

    def release(self) -> None:
        """Answer the held calls that the scenario does not await, because it now waits for something else.

        Calls that an order in progress should cause remain held.
        """
        actions = {order.intent.action for order in self.orders}
        for received in [held for held in self._held if held.action not in actions]:
            self._held.remove(received)
            self._unexpected(received)

    def close(self) -> None:
        """End the scenario: answer all held calls, and from now on every call at once."""
        self._closed = True
        self.orders.clear()
        self._expectations.clear()
        self.release()

    def peek_order(self, action: str) -> Order | None:
        """Return the oldest order in progress that should cause a call of this action."""
        return next((order for order in self.orders if order.intent.action == action), None)

    def done(self, order: Order) -> None:
        """Record that the message of this order has arrived."""
        if order in self.orders:
            self.orders.remove(order)
        order.message_came.set()

    @property
    def awaited(self) -> list[Expectation]:
        """Return the calls that steps await, for observers of the play."""
        return [each for each in self._expectations if not each.taken.done()]

    def lose(self, action: str) -> None:
        """End the wait for a call of this action that will never arrive."""
        waiting = next((e for e in self._expectations if e.action == action and not e.taken.done()), None)
        if waiting is None:
            self._lost.add(action)
            return
        self._expectations.remove(waiting)
        if not self.take_best(waiting):
            waiting.taken.set_exception(TimeoutError())

    def interrupt(self, action: str, reason: Exception) -> bool:
        """End the wait for a call of this action; return whether there was one."""
        for expectation in self._expectations:
            if expectation.action == action and not expectation.taken.done():
                self._expectations.remove(expectation)
                expectation.taken.set_exception(reason)
                return True
        return False

    def _awaiting(self, received: Received) -> Expectation | None:
        fitting = [e for e in self._expectations if e.action == received.action and not e.taken.done()]
        if len(fitting) > 1:
            return min(fitting, key=lambda e: e.mismatch(received))
        return fitting[0] if fitting else None

    def _offer(self, expectation: Expectation, received: Received) -> None:
        habit, order = self.is_habit(received), self.peek_order(expectation.action)
        too_early = habit and order is not None and not order.handed_over
        if not too_early and (expectation.mismatch(received) == 0 or self.look_further == 0):
            self._expectations.remove(expectation)
            self._take(expectation, received)
            return
        if habit:
            expectation.habits.append(received)
            self._unexpected(received)
            return
        # The CSMS sends its next call only when this one is answered (Part 4, 4.1.1), so answer it before waiting on.
        expectation.candidates.append(received)
        self._unexpected(received)
        self._judge_in_time(expectation)

    def _judge_in_time(self, expectation: Expectation) -> None:
        """Judge the received calls shortly after their order has ended: until then a matching call may arrive.

        An order that was only queued may do so for as long as the step waits, unless its message has come: plugfest
        composed it, and finds it again.
        """
        if expectation.judging is None and self._may_be_judged(expectation):
            expectation.judging = self._loop.call_later(self.look_further, self._settle, expectation)

    def _may_be_judged(self, expectation: Expectation) -> bool:
        """Return whether no order can still bring what fits, an order that was given meanwhile included."""
        order = self.peek_order(expectation.action)
        if expectation.order_to_come:
            return False
        return order is None or (order.ended_at is not None and not _may_bring_another(order, expectation))

    def order_ended(self, order: Order) -> None:
        """Record the outcome of an order."""
        for expectation in self._expectations:
            if expectation.action == order.intent.action and expectation.candidates:
                if expectation.judging is not None:
                    expectation.judging.cancel()
                    expectation.judging = None
                self._judge_in_time(expectation)

    def _settle(self, expectation: Expectation) -> None:
        expectation.judging = None
        if expectation.taken.done() or expectation not in self._expectations or not self._may_be_judged(expectation):
            return
        self._expectations.remove(expectation)
        self.take_best(expectation)

    def take_best(self, expectation: Expectation) -> bool:
        """Take the candidate with the fewest violations; return whether there was one."""
        came = expectation.candidates or expectation.habits
        if came and not expectation.taken.done():
            self._take(expectation, min(came, key=expectation.mismatch))
        return bool(came)

    def _take(self, expectation: Expectation, received: Received) -> None:
        """Give a call to the step that awaits it; a person who performs the order need not confirm it any more."""
        order = self.peek_order(expectation.action)
        if order is not None:
            order.message_came.set()
        expectation.take(received)


def _may_bring_another(order: Order, expectation: Expectation) -> bool:
    """Return whether an order that has ended may still cause a better matching call."""
    kind = f"{expectation.action}Request"
    supplied = order.supplied
    return order.queued and not (
        supplied and any(matches(supplied, received.payload, kind) for received in expectation.candidates)
    )
