"""The operator in a scenario: what a person asks of the CSMS, and what the CSMS shows a person."""

import asyncio
from collections.abc import Mapping
from typing import Any

from plugfest.scenarios.context.stage import Stage
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.language.csms import Promise
from plugfest.scenarios.matching.comparison import compare, fits
from plugfest.scenarios.operators.protocol import UNSEEN, Order, Question

LOOKS_AGAIN = 5
"""How often to look again at what a CSMS does not show yet, within the time to look further."""


class OperatorSpeaker:
    """Who tells the CSMS what to do where a case says "Manual Action"."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def asks(self, intent: Intent) -> Order:
        """Give the order and go on at once: many APIs answer only after the station has.

        Its failure interrupts the `csms.sends` that awaits its message. The order is the handle of what it creates.
        """
        return self._stage.order(intent)

    async def hears_back(self) -> None:
        """The operator is told what became of the orders: by then the CSMS has taken in what the station answered."""
        await self._stage.orders_done()

    def order_of(self, intent: type[Intent]) -> Order:
        """The latest order of this kind: the handle of what a reusable state has created."""
        return next(order for order in reversed(self._stage.orders) if isinstance(order.intent, intent))

    async def asks_unless_sent(self, intent: Intent, promise: Promise, *, before: Promise | None = None) -> None:
        """Give the order only if the CSMS does not send the promised message by itself within the settling time.

        It is not given either once the message has come that it had to be `before`: it would be too late.
        """
        stage = self._stage
        if not promise.kept:
            awaited = _first_of(promise.awaited, *([] if before is None else [before.awaited]))
            try:
                await stage.wait("what the CSMS may send unasked", awaited, stage.pace.unasked)
            except TimeoutError:
                stage.order(intent)

    async def sees(self, about: str, of: Mapping[str, Any], expected: Any = None, /, **fields: Any) -> None:
        """The CSMS holds and shows this: beyond Part 6, and not judged where the operator cannot tell.

        `expected` is matched against what is shown, `fields` against its members.
        """
        stage = self._stage
        question = Question(about, of)
        station = stage.given.access.identity
        await stage.orders_done()
        wanted = fields if expected is None else expected
        held = await stage.given.operator.sees(question, station)
        for _ in range(LOOKS_AGAIN):
            if held is UNSEEN or fits(wanted, held):
                break
            # Some CSMSs answer first and show what they have been told a moment later.
            await stage.really_wait(stage.pace.look_further / LOOKS_AGAIN, f"{question} is shown")
            held = await stage.given.operator.sees(question, station)
        subject = f"what the CSMS shows of {question}"
        if held is UNSEEN:
            stage.validations.fact(subject, "is as it should be", None, weight="beyond", rule="sees")
            return
        findings = list(compare(wanted, held, weight="beyond"))
        stage.validations.judge(subject, findings, entry=None, step=None)


def _first_of(*futures: "asyncio.Future[Any]") -> "asyncio.Future[None]":
    """Done as soon as one of them is; whoever awaits that one hears what came of it."""
    first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def settle(_: "asyncio.Future[Any]") -> None:
        if not first.done():
            first.set_result(None)

    for future in futures:
        future.add_done_callback(settle)
    return first
