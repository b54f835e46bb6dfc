"""The manual operator: shows tasks at the CSMS to a person and waits for the person's answers."""

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
"""Seconds for a person who is about to answer when the message arrives."""
_COUNTED_FROM_NOW: Final = frozenset({"start_in", "end_in", "valid_for", "expires_in"})
"""Members of intents whose moments are judged: a person types them as a time of day."""


class ManualOperator:
    """Asks a person at a desk, and remembers the limits of the CSMS that the person reports."""

    name = "manual"
    is_program = False
    provisions = False

    def __init__(self, description: CsmsDescription, patience: float, desk: Desk) -> None:
        self._description = description
        self._patience = patience
        self._desk = desk
        self.learnt: dict[str, str] = {}
        """Limits of the CSMS that the person has reported: an intent's text or name, with the reason."""

    async def open(self) -> None:
        """Raise OperatorError where no person can be asked."""
        self._desk.check()

    async def close(self) -> None:
        """Do nothing."""

    def cannot(self, intent: Intent) -> str | None:
        """Return the limit that is declared, or that the person has reported in this run."""
        learnt = self.learnt.get(str(intent)) or self.learnt.get(intent.name)
        return declared_gap(self._description.cannot, intent) or learnt

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Raise OperatorError: stations come from the configuration's pool."""
        raise OperatorError("The manual operator cannot create stations. Add [[stations]] to the configuration.")

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Ask the person to configure the CSMS for the station's first boots; raises OperatorError if that fails."""
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
        """Do nothing: after the prepared boots the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Do nothing: no station was created."""

    async def ask(self, order: Order) -> Outcome:
        """Have the person perform the order; it is also done when the message arrives before the person answers."""
        known = self.cannot(order.intent)
        answer = await self._answer(order) if known is None else Answer(OrderOutcome.REFUSED, known)
        if answer.outcome is OrderOutcome.DONE:
            order.accept()
        elif answer.cannot:
            self.learnt[order.intent.name if answer.cannot == "all" else str(order.intent)] = answer.detail
        return Outcome(answer.outcome, answer.detail)

    async def sees(self, question: Question, station: str) -> object:
        """Ask the person to check the CSMS, if Part 6 requires it; other questions are not asked."""
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
