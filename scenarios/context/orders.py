"""The orders of one case: given at once, and performed concurrently with the scenario."""

import asyncio
from collections.abc import Awaitable, Callable

from plugfest.scenarios.config.declared_limits import declared_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.context.inbox import Inbox
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import Operator, Order, OrderOutcome, give

SECONDS_TO_WITHDRAW = 2
"""Time for an operator to cancel an order at the end of a play, where it can."""


class Orders:
    """Gives orders to the operator, and waits for the outcome of each.

    An order is given once `settled` returns: when the CSMS has had time to process the last messages.
    """

    def __init__(
        self,
        operator: Operator,
        description: CsmsDescription,
        station: str,
        trace: Trace,
        inbox: Inbox,
        settled: Callable[[], Awaitable[None]],
        case: str = "",
    ) -> None:
        self.all: list[Order] = []
        self._operator = operator
        self._description = description
        self._station = station
        self._trace = trace
        self._inbox = inbox
        self._settled = settled
        self._case = case
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def give(self, intent: Intent) -> Order:
        """Give an order without waiting for it; its failure interrupts the step that awaits its message."""
        reason = self._operator.cannot(intent) or declared_gap(self._description.cannot, intent)
        if reason is not None:
            code = "no-operator" if self._operator.name == "none" else "cannot"
            raise Stop(code, f"the operator cannot {intent}: {reason}")
        order = Order(len(self.all) + 1, intent, self._station, case=self._case, step=lambda: self._step_of(intent))
        self.all.append(order)
        self._inbox.orders.append(order)
        self._trace.add("order", order=order.number, text=str(intent))
        order.asked_at = self._trace.now
        task = asyncio.get_running_loop().create_task(self._carry_out(order))
        self._tasks[order.number] = task
        task.add_done_callback(lambda _: self._tasks.pop(order.number, None))
        return order

    def _step_of(self, intent: Intent) -> int | None:
        """Return the step that waits for the message of an order."""
        return next((each.step for each in self._inbox.awaited if each.action == intent.action), None)

    def cannot(self, intent: Intent) -> bool:
        """Return why this order cannot be given; None when it can."""
        return bool(self._operator.cannot(intent) or declared_gap(self._description.cannot, intent))

    @property
    def under_way(self) -> set["asyncio.Task[None]"]:
        """Return the orders that have not ended."""
        return set(self._tasks.values())

    def end_of(self, order: Order) -> "asyncio.Future[None] | None":
        """Return a future that is done when the order has ended; None when it has ended already."""
        return self._tasks.get(order.number)

    async def withdraw(self) -> None:
        """Cancel the orders that are still in progress at the end of the play."""
        under_way = self.under_way
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=SECONDS_TO_WITHDRAW + 1)

    async def _carry_out(self, order: Order) -> None:
        await self._settled()
        order.asked_at, order.handed_over = self._trace.now, True
        # A person's time limit can be extended.
        patience = self._description.pace.order if self._operator.is_program else None
        # In a separate task, so that every exception of an operator is inspected, not caught here.
        asking = asyncio.create_task(give(self._operator, order))
        try:
            await asyncio.wait([asking], timeout=patience)
        finally:
            in_time = asking.done()
            asking.cancel()
            await asyncio.wait([asking], timeout=SECONDS_TO_WITHDRAW)
        if not in_time:
            order.outcome = order.outcome or OrderOutcome.UNKNOWN
            order.detail = order.detail or f"the operator reported no outcome within {self._description.pace.order:g} s"
        elif not asking.cancelled() and (error := asking.exception()) is not None:
            order.outcome, order.detail = (
                OrderOutcome.FAILED,
                f"the operator raised an exception: {type(error).__name__}: {error}",
            )
        if order.outcome is None:
            order.outcome = OrderOutcome.UNKNOWN
        self._ended(order)

    def _ended(self, order: Order) -> None:
        order.ended_at = self._trace.now
        self._trace.add("outcome", order=order.number, outcome=str(order.outcome), text=order.detail)
        failed = order in self._inbox.orders and order.outcome in (OrderOutcome.REFUSED, OrderOutcome.FAILED)
        if failed and self._inbox.interrupt(order.intent.action, order_stop(order)):
            self._inbox.done(order)
        self._inbox.order_ended(order)


def order_stop(order: Order) -> Stop:
    """Build the Stop for a refused or failed order."""
    refused = order.outcome is OrderOutcome.REFUSED
    said = f": {order.detail}" if order.detail else ""
    what = "was refused" if refused else "could not be given"
    return Stop("order-refused" if refused else "order-failed", f"the order to {order.intent} {what}{said}")
