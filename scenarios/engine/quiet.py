"""The end of a play: makes sure that no message of it can reach the next play of the same station."""

import time
from collections.abc import Iterator

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.operators.protocol import Order, OrderOutcome


async def fall_quiet(context: CaseContext) -> None:
    """Wait until the messages of all orders have arrived, the orders have ended, and all calls are answered.

    Calls that arrive meanwhile are answered at once. Whatever does not end within the pace of the CSMS is left open.
    """
    context.leaves_connection_to_csms()
    context.inbox.close()
    if not context.operator.provisions:
        for order in list(context.orders):
            await _late_message(context, order)
    await context.orders_done()
    await context.end_orders()
    await context.wait_until_idle()


async def end_play(context: CaseContext) -> None:
    """Record open calls and orders, and reserve the station until they can have arrived, not in the next play."""
    await context.habits_come()
    await context.wait_until_idle()
    still_open = list(_open(context))
    if not still_open or context.operator.provisions:
        return
    rest = context.pace.order
    context.memory.not_before = time.time() + rest
    context.memory.late_orders += [order.intent.action for order in context.orders if _is_due(context, order)]
    context.trace.note(f"left open: {'; '.join(still_open)}; the station is set aside for {rest:g} s")


async def _late_message(context: CaseContext, order: Order) -> None:
    if not (_is_due(context, order) and context.station.connected):
        return
    action = order.intent.action
    expectation = context.inbox.expect(action, {}, at_once=context.station.reply_at_once)
    patience = (order.asked_at or context.trace.now) + context.pace.message - context.trace.now
    try:
        await context.wait(f"the {action}Request of order {order.number}", expectation.taken, max(0.0, patience))
        context.trace.note(f"the {action}Request of order {order.number} came when the scenario was over")
    except TimeoutError:
        return
    finally:
        context.inbox.forget(expectation)


def _is_due(context: CaseContext, order: Order) -> bool:
    """Return whether a message of this order can still arrive: fewer arrived than were ordered."""
    if order.outcome in (OrderOutcome.REFUSED, OrderOutcome.FAILED):
        return False
    alike = [each for each in context.orders if each.intent.action == order.intent.action]
    given = [each for each in alike if each.outcome not in (OrderOutcome.REFUSED, OrderOutcome.FAILED)]
    return context.calls_came(order.intent.action) < len(given)


def _open(context: CaseContext) -> Iterator[str]:
    for order in context.orders:
        if _is_due(context, order):
            yield f"the order to {order.intent}, whose message never came"
    if (sent := context.station.unanswered) is not None:
        yield f"the {sent.call.action}Request, which was never answered"
