"""The operator in a scenario: orders to the CSMS, and data that the CSMS shows."""

from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.language.csms import Promise
from plugfest.scenarios.matching.comparison import compare, matches
from plugfest.scenarios.matching.matchers import Weight
from plugfest.scenarios.operators.protocol import UNSEEN, Confirmation, Order, Question

SHOWN_TYPES = {"variables": "GetVariableResultType"}
"""The OCPP datatype of what is shown, which decides how its members are compared."""

FIRST_LOOK_AGAIN = 0.1
LAST_LOOK_AGAIN = 2.0
"""Seconds until the next look at what a CSMS does not show yet: each time longer than before, up to the latter."""


class OperatorSpeaker:
    """The operator: performs the manual actions of a case at the CSMS."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    def asks(self, intent: Intent) -> Order:
        """Give the order without waiting for it: many APIs answer only after the station has answered.

        Its failure interrupts the `csms.sends` that awaits its message. The order is the handle of its object.
        """
        return self._context.order(intent)

    def can_ask(self, intent: Intent) -> bool:
        """Return whether the operator can perform this intent: some CSMSs need one step where others need two."""
        return self._context.can_order(intent)

    async def waits_for_result(self) -> None:
        """Wait until all orders have an outcome, so the CSMS has processed the station's answers."""
        await self._context.orders_done()

    def order_of(self, intent: type[Intent]) -> Order:
        """Return the latest order of this kind: the handle of the object that a reusable state has created."""
        return next(order for order in reversed(self._context.orders) if isinstance(order.intent, intent))

    async def asks_unless_sent(self, intent: Intent, promise: Promise) -> None:
        """Give the order only if the CSMS does not send the promised message by itself within the configured time."""
        context = self._context
        if promise.kept:
            return
        promise.order_to_come(context.can_order(intent))
        try:
            await context.wait("what the CSMS may send unasked", promise.awaited, context.pace.unasked)
        except TimeoutError:
            context.order(intent)
        finally:
            promise.order_to_come(False)

    async def must_see(
        self, says: str, about: str, of: Mapping[str, Any], expected: Any = None, /, **fields: Any
    ) -> None:
        """Require the data of a post scenario validation of Part 6; `says` describes it to a person.

        The CSMS has as long as for any message to show it. It is not judged if the operator cannot read the data.
        """
        await self._looks(Question(about, of, says), fields if expected is None else expected, "required")

    async def waits_until_shown(self, about: str, expected: Any) -> None:
        """Wait until the CSMS has processed the station's messages, because its next messages depend on them.

        If the operator cannot read the data and the CSMS only queues orders, wait for the full time-out. Nothing is
        judged.
        """
        context = self._context
        await context.orders_done()
        held = await self._shown(Question(about), expected, context.pace.until_shown)
        if held is UNSEEN and any(order.queued for order in context.orders):
            await context.really_wait(context.pace.until_shown, f"the CSMS has taken in the {about}")

    async def sees(self, about: str, of: Mapping[str, Any], expected: Any = None, /, **fields: Any) -> None:
        """Require that the CSMS shows this data: beyond Part 6, and not judged if the operator cannot read it.

        `expected` is compared with the data, `fields` with its members.
        """
        await self._looks(Question(about, of), fields if expected is None else expected, "beyond")

    async def _looks(self, question: Question, wanted: Any, weight: Weight) -> None:
        context, judged = self._context, self._context.validations
        await context.orders_done()
        patience = context.pace.until_shown if weight == "required" else context.pace.look_further
        held = await self._shown(question, wanted, patience)
        subject = f"what the CSMS shows of {question}"
        says = f"must show {question.says}" if question.says else "is as it should be"
        if held is UNSEEN:
            judged.fact(subject, says, None, weight=weight, rule="sees")
        elif isinstance(held, Confirmation):
            was = "the person who looked says that it does not"
            judged.fact(subject, says, held.shown, was=was, weight=weight, rule="sees")
        else:
            kind = SHOWN_TYPES.get(question.about, "")
            judged.judge(subject, list(compare(wanted, held, weight=weight, kind=kind)), entry=None, step=None)

    async def _shown(self, question: Question, wanted: Any, patience: float) -> object:
        """Return the data that the CSMS shows: once it is as expected, otherwise the last data at the time-out.

        Many CSMSs answer first and show new data later: the delay does not affect the verdict.
        """
        context, station, pause = self._context, self._context.access.identity, FIRST_LOOK_AGAIN
        held = await context.operator.sees(question, station)
        while patience > 0 and not _settles(held, question, wanted):
            pause = min(pause, patience)
            await context.really_wait(pause, f"{question} is shown")
            held = await context.operator.sees(question, station)
            patience, pause = patience - pause, min(2 * pause, LAST_LOOK_AGAIN)
        return held


def _settles(held: object, question: Question, wanted: Any) -> bool:
    """Return whether another look can bring nothing better."""
    kind = SHOWN_TYPES.get(question.about, "")
    return held is UNSEEN or isinstance(held, Confirmation) or matches(wanted, held, kind)
