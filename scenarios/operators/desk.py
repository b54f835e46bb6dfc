"""The interface between the operator and a person: the terminal, or the console's page."""

from dataclasses import dataclass
from typing import Any, Protocol

from plugfest.scenarios.operators.protocol import Order, OrderOutcome


@dataclass(frozen=True)
class Task:
    """One task for a person at the CSMS."""

    station: str
    text: str
    """The task, in words."""
    order: Order | None = None
    """None: the task prepares the CSMS for a case, without a message."""
    look: bool = False
    """The task is only to check data: "done" means that it is correct, "cannot" that it is not."""


@dataclass(frozen=True)
class Answer:
    """The person's answer to a task."""

    outcome: OrderOutcome
    detail: str = ""
    cannot: str = ""
    """"this" or "all": the CSMS cannot do this, or nothing of this kind; the person is not asked again."""


class Desk(Protocol):
    """Asks a person. Tasks of several plays may come at once; a task that is no longer needed is cancelled."""

    def check(self) -> None:
        """Raise OperatorError where no person can be asked."""
        ...

    async def ask(self, task: Task, patience: float) -> Answer:
        """Ask, and wait at most `patience` seconds for the answer."""
        ...


class Controls(Protocol):
    """Further controls of the run for a person."""

    def stop(self) -> None:
        """Stop the run with a complete record."""
        ...

    def play_again(self, case: str, *, at_once: bool) -> None:
        """Play a case again, next or after all others."""
        ...

    def note(self, case: str, note: dict[str, Any]) -> None:
        """Add a remark to a case's record."""
        ...
