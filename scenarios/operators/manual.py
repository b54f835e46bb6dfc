"""The operator that is a person: told at the terminal what to do, and asked whether it is done."""

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from plugfest.scenarios.config.declared_limits import declared_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable
from plugfest.scenarios.intents import Intent
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
from plugfest.scenarios.operators.terminal import Terminal

_CHOICES: Final = "[Enter] done   [s] skip   [c] the CSMS cannot do it"
_LOOKS: Final = "[Enter] it does   [s] skip   [c] it does not"
_IMPOSSIBLE: Final = "the person at the terminal says: the CSMS cannot do it"
_ANSWERS: Final[Mapping[str, Outcome]] = {
    **dict.fromkeys(("", "d", "done"), Outcome(OrderOutcome.DONE)),
    **dict.fromkeys(("s", "skip"), Outcome(OrderOutcome.REFUSED, "skipped at the terminal")),
    **dict.fromkeys(("c", "cannot"), Outcome(OrderOutcome.REFUSED, _IMPOSSIBLE)),
}


class ManualOperator:
    """Asks one thing at a time, however many plays have something to ask."""

    name = "manual"
    is_program = False
    provisions = False

    def __init__(self, description: CsmsDescription, table: ManualTable, terminal: Terminal | None = None) -> None:
        self._description = description
        self._patience = table.patience
        self._terminal = terminal
        self._one_at_a_time = asyncio.Lock()
        self._learnt: dict[str, str] = {}
        """What the person said that the CSMS cannot do, by the intent's words."""

    async def open(self) -> None:
        """Raises OperatorError where no person can be asked."""
        self._terminal = self._terminal or Terminal()
        self._terminal.check()

    async def close(self) -> None:
        """Nothing to let go of."""

    def cannot(self, intent: Intent) -> str | None:
        """What the configuration declares, and what the person said before in this run."""
        return declared_gap(self._description.cannot, intent) or self._learnt.get(str(intent))

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Raises OperatorError: stations come from the configuration's pool."""
        raise OperatorError("The manual operator cannot create stations. Add [[stations]] to the configuration.")

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Ask for the CSMS to be set up for the station's first boots; raises OperatorError when it is not."""
        if spec.boot is None:
            return
        task = (
            f"set the CSMS up to answer the next {spec.boot.times} boot(s) with {spec.boot.status}, "
            f"interval {spec.boot.interval} s"
        )
        async with self._one_at_a_time:
            outcome, detail = await self._have_done(f">>> Station {access.identity}: {task}.\n    {_CHOICES}\n")
        if outcome is not OrderOutcome.DONE:
            raise OperatorError(f"station {access.identity} is not ready: {detail}")

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the boots that it was prepared for, the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Nothing was provisioned."""

    async def ask(self, order: Order) -> Outcome:
        """Say what to do, and wait for the person; when the order is no longer needed, say that too."""
        async with self._one_at_a_time:
            known = self.cannot(order.intent)
            if known is not None:
                return Outcome(OrderOutcome.REFUSED, known)
            outcome = await self._have_done(
                f">>> Station {order.station}: {order.intent}.\n"
                f"    plugfest waits for the {order.intent.action}Request at the station.\n"
                f"    {_CHOICES}\n"
            )
            if outcome.result is OrderOutcome.DONE:
                order.accept()
            elif outcome.detail == _IMPOSSIBLE:
                self._learnt[str(order.intent)] = outcome.detail
            return outcome

    async def sees(self, question: Question, station: str) -> object:
        """Ask the person to look at the CSMS, where Part 6 wants it; other questions are spared."""
        if not question.says:
            return UNSEEN
        async with self._one_at_a_time:
            outcome, detail = await self._have_done(
                f">>> Station {station}: look whether the CSMS shows {question.says}.\n    {_LOOKS}\n"
            )
        if outcome is OrderOutcome.DONE or detail == _IMPOSSIBLE:
            return Confirmation(outcome is OrderOutcome.DONE)
        return UNSEEN

    async def _have_done(self, request: str) -> Outcome:
        """Ask the person, with a countdown; how it ended, in an outcome and in words."""
        assert self._terminal is not None, "the operator is not open"
        self._terminal.show(f"\n{request}")
        try:
            return await self._answer(self._terminal)
        except asyncio.CancelledError:
            self._terminal.show("\r    No longer needed: plugfest goes on.          \n")
            raise

    async def _answer(self, terminal: Terminal) -> Outcome:
        until = time.monotonic() + self._patience
        async with terminal.lines() as lines:
            while (left := until - time.monotonic()) > 0:
                terminal.show(f"\r    {left:4.0f} s > ")
                try:
                    async with asyncio.timeout(min(left, 1.0)):
                        typed = await lines.get()
                except TimeoutError:
                    continue
                if typed is None:
                    return Outcome(OrderOutcome.FAILED, "the terminal was closed")
                if typed.lower() in _ANSWERS:
                    return _ANSWERS[typed.lower()]
                terminal.show(f"    {typed!r} is none of: {_CHOICES}\n")
        terminal.show("\n")
        return Outcome(OrderOutcome.FAILED, f"no answer at the terminal within {self._patience:g} s")
