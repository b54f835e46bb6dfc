"""The person at the console: tasks as cards, and the person's answers."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable
from plugfest.scenarios.operators.desk import Answer, Task
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.protocol import Operator, OrderOutcome

UNDO_SECONDS: Final = 6.0
"""How long an answer can be undone."""
_CLOSED_SHOWN: Final = 4
"""Number of closed cards that are still shown, the newest."""


@dataclass
class Card:
    """One task and its result."""

    number: int
    task: Task
    deadline: float
    """In the time of the event loop."""
    answered: "asyncio.Future[Answer]"
    limit: asyncio.Timeout | None = None
    chosen: Answer | None = None
    """The person's answer; it takes effect when it is not undone in time."""
    counts_at: float = 0.0
    ended: str = ""

    def values(self) -> list[tuple[str, str]]:
        """Return the values of the order, by name, to be copied."""
        order = self.task.order
        return [] if order is None else list(_leaves("", order.intent.parameters()))


class ConsoleDesk:
    """Shows every task as a card, with one card per waiting play."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._numbers = 0
        self.open: list[Card] = []
        self.closed: list[Card] = []
        self.expected = 0

    def begin(self, expected: int) -> None:
        """Begin a run with about this number of orders."""
        self._numbers, self.expected = 0, expected
        self.closed.clear()
        self._changed()

    def check(self) -> None:
        """Do nothing: a page can be opened at any time."""

    async def ask(self, task: Task, patience: float) -> Answer:
        """Show a card until it is answered, no longer needed, or the person's time is over."""
        loop = asyncio.get_running_loop()
        self._numbers += 1
        card = Card(self._numbers, task, loop.time() + patience, loop.create_future())
        self.open.append(card)
        self._changed()
        try:
            async with asyncio.timeout_at(card.deadline) as card.limit:
                answer = await card.answered
            card.ended = f"{answer.outcome}: {answer.detail}" if answer.detail else str(answer.outcome)
        except TimeoutError:
            answer = Answer(OrderOutcome.FAILED, f"no answer in the console within {patience:g} s")
            card.ended = answer.detail
        except asyncio.CancelledError:
            card.ended = "its message came" if task.order and task.order.message_came.is_set() else "no longer needed"
            raise
        finally:
            self.open.remove(card)
            self.closed = [card, *self.closed][:_CLOSED_SHOWN]
            self._changed()
        return answer

    def find(self, number: int) -> Card | None:
        """Return an open card by its number."""
        return next((card for card in self.open if card.number == number), None)

    def answer(self, card: Card, answer: Answer, undo: float = 0.0) -> None:
        """Answer a card; the answer can be undone within `undo` seconds."""
        loop = asyncio.get_running_loop()
        card.chosen, card.counts_at = answer, loop.time() + undo
        if undo:
            loop.call_later(undo, self._count, card, answer)
        else:
            self._count(card, answer)
        self._changed()

    def undo(self, card: Card) -> None:
        """Undo an answer that has not taken effect yet."""
        card.chosen = None
        self._changed()

    def more_time(self, card: Card, seconds: float) -> None:
        """Extend the time of a card."""
        card.deadline += seconds
        if card.limit is not None:
            card.limit.reschedule(card.deadline)
        self._changed()

    def _count(self, card: Card, answer: Answer) -> None:
        if card.chosen is answer and not card.answered.done():
            card.answered.set_result(answer)


@dataclass
class Person:
    """Makes the operator of a run: the person at the console when the CSMS's file configures a person."""

    desk: ConsoleDesk
    operator: ManualOperator | None = None
    """The operator of the current run if it is a person."""
    name: str = ""
    _names: list[str] = field(default_factory=list)

    def make_operator(self, description: CsmsDescription) -> Operator:
        """Return the operator that the description configures; raises OperatorError."""
        self.operator = None
        if description.operator.get("kind") != "manual":
            return make_operator(description)
        self.operator = _manual(description, self.desk)
        return self.operator

    @property
    def cannot(self) -> dict[str, str]:
        """Limits of the CSMS that the person has reported in this run."""
        return self.operator.learnt if self.operator is not None else {}


def no_questions(description: CsmsDescription) -> Operator:
    """Return the operator for a check of the CSMS; a check asks a person nothing."""
    if description.operator.get("kind") == "manual":
        return _manual(description, ConsoleDesk(lambda: None))
    return make_operator(description)


def _manual(description: CsmsDescription, desk: ConsoleDesk) -> ManualOperator:
    return ManualOperator(description, build(ManualTable, description.operator).patience, desk)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    inside = partial("{}.{}".format, name) if name else str
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(inside(key), member)
    elif isinstance(value, list):
        for number, member in enumerate(value, 1):
            yield from _leaves(f"{name} {number}" if len(value) > 1 else name, member)
    elif isinstance(value, bool):
        yield name, "yes" if value else "no"
    else:
        yield name, str(value)
