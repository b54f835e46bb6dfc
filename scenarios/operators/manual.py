"""The operator that is a person, who is told what to do at the CSMS and asked whether it is done."""

import asyncio
from typing import Final

from plugfest.scenarios.config.declared_limits import declared_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.desk import Answer, Desk, Task
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    Confirmation,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)

_MOMENT: Final = 0.3
"""Seconds for somebody who is about to answer when the message comes."""
_COUNTED_FROM_NOW: Final = frozenset({"start_in", "end_in", "valid_for", "expires_in"})
"""Members of intents whose moments are judged: a person types them as a time of day."""


class ManualOperator:
    """Has a person asked at a desk, and remembers what the person said that the CSMS cannot do."""

    name = "manual"
    is_program = False
    provisions = False

    def __init__(self, description: CsmsDescription, patience: float, desk: Desk) -> None:
        self._description = description
        self._patience = patience
        self._desk = desk
        self.learnt: dict[str, str] = {}
        """Limits of the CSMS that the person has named: an intent's words or its name, with the reason."""

    async def open(self) -> None:
        """Raise OperatorError where no person can be asked."""
        self._desk.check()

    async def close(self) -> None:
        """Nothing to let go of."""

    def cannot(self, intent: Intent) -> str | None:
        """Return what the configuration declares, and what the person said before in this run."""
        learnt = self.learnt.get(str(intent)) or self.learnt.get(intent.name)
        return declared_gap(self._description.cannot, intent) or learnt

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Raise OperatorError: stations come from the configuration's pool."""
        raise OperatorError("The manual operator cannot create stations. Add [[stations]] to the configuration.")

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Ask for the CSMS to be set up for the station's first boots; raises OperatorError when it is not."""
        if spec.boot is None:
            return
        task = (
            f"set the CSMS up to answer the next {spec.boot.times} boot(s) with {spec.boot.status}, "
            f"interval {spec.boot.interval} s"
        )
        answer = await self._desk.ask(Task(access.identity, task), self._patience)
        if answer.outcome is not OrderOutcome.DONE:
            raise OperatorError(f"station {access.identity} is not ready: {answer.detail}")

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the boots that it was prepared for, the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Nothing was provisioned."""

    async def ask(self, order: Order) -> Outcome:
        """Have the person do it; it is done as well when the message is there, without a word of the person."""
        known = self.cannot(order.intent)
        answer = await self._answer(order) if known is None else Answer(OrderOutcome.REFUSED, known)
        if answer.outcome is OrderOutcome.DONE:
            order.accept()
        elif answer.cannot:
            self.learnt[order.intent.name if answer.cannot == "all" else str(order.intent)] = answer.detail
        return Outcome(answer.outcome, answer.detail)

    async def sees(self, question: Question, station: str) -> object:
        """Ask the person to look at the CSMS, where Part 6 wants it; other questions are spared."""
        if not question.says:
            return UNSEEN
        task = Task(station, f"look whether the CSMS shows {question.says}", look=True)
        answer = await self._desk.ask(task, self._patience)
        if answer.outcome is OrderOutcome.DONE or answer.cannot:
            return Confirmation(answer.outcome is OrderOutcome.DONE)
        return UNSEEN

    def _in_words(self, intent: Intent) -> str:
        if _COUNTED_FROM_NOW.isdisjoint(intent.parameters()):
            return str(intent)
        return f"{intent} (each time may be {self._description.configured.time_tolerance:g} s off)"

    async def _answer(self, order: Order) -> Answer:
        task = Task(order.station, self._in_words(order.intent), order)
        asking = asyncio.create_task(self._desk.ask(task, self._patience))
        came = asyncio.create_task(order.message_came.wait())
        try:
            await asyncio.wait((asking, came), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((asking,), timeout=_MOMENT)
            return asking.result() if asking.done() else Answer(OrderOutcome.DONE)
        finally:
            asking.cancel()
            came.cancel()
            await asyncio.wait((asking, came))
