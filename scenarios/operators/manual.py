"""The operator that is a person: told at the terminal what to do, and asked whether it is done."""

import asyncio
import time

from plugfest.scenarios.configuration.description import CsmsDescription
from plugfest.scenarios.configuration.gaps import declared_gap
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    OperatorError,
    Order,
    OrderOutcome,
    Question,
    StationAccess,
    StationWish,
)
from plugfest.scenarios.operators.tables import ManualTable
from plugfest.scenarios.operators.terminal import Terminal

_CHOICES = "[Enter] done   [s] skip   [c] the CSMS cannot do it"


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

    async def provision(self, wish: StationWish) -> StationAccess:
        """Raises OperatorError: stations come from the configuration's pool."""
        raise OperatorError("A person makes no stations: name them as [[stations]] in the configuration.")

    async def release(self, access: StationAccess) -> None:
        """Nothing was provisioned."""

    async def ask(self, order: Order) -> None:
        """Say what to do, and wait for the person; when the order is no longer needed, say that too."""
        async with self._one_at_a_time:
            known = self.cannot(order.intent)
            if known is not None:
                order.detail, order.outcome = known, OrderOutcome.REFUSED
                return
            assert self._terminal is not None, "the operator is not open"
            self._terminal.show(
                f"\n>>> Station {order.station}: {order.intent}.\n"
                f"    plugfest waits for the {order.intent.action}Request at the station.\n"
                f"    {_CHOICES}\n"
            )
            try:
                await self._answer(order, self._terminal)
            except asyncio.CancelledError:
                self._terminal.show("\r    No longer needed: plugfest goes on.          \n")
                raise

    async def sees(self, question: Question, station: str) -> object:
        """The person is spared questions that Part 6 does not ask."""
        return UNSEEN

    async def _answer(self, order: Order, terminal: Terminal) -> None:
        until = time.monotonic() + self._patience
        async with terminal.lines() as lines:
            while (left := until - time.monotonic()) > 0:
                terminal.show(f"\r    {left:4.0f} s > ")
                try:
                    async with asyncio.timeout(min(left, 1.0)):
                        typed = await lines.get()
                except TimeoutError:
                    continue
                if self._understood(order, typed, terminal):
                    return
        terminal.show("\n")
        order.detail = f"nobody answered at the terminal within {self._patience:g} s"
        order.outcome = OrderOutcome.FAILED

    def _understood(self, order: Order, typed: str | None, terminal: Terminal) -> bool:
        match typed.lower() if typed is not None else None:
            case "" | "d" | "done":
                order.accept()
                order.outcome = OrderOutcome.DONE
            case "s" | "skip":
                order.detail, order.outcome = "skipped at the terminal", OrderOutcome.REFUSED
            case "c" | "cannot":
                order.detail = self._learnt[str(order.intent)] = (
                    "the person at the terminal says: the CSMS cannot do it"
                )
                order.outcome = OrderOutcome.REFUSED
            case None:
                order.detail, order.outcome = "the terminal was closed", OrderOutcome.FAILED
            case _:
                terminal.show(f"    {typed!r} is none of: {_CHOICES}\n")
                return False
        return True
