"""The desk of a person: the terminal, or the console's page."""

from dataclasses import dataclass
from typing import Any, Protocol

from plugfest.scenarios.operators.protocol import Order, OrderOutcome


@dataclass(frozen=True)
class Task:
    """One thing for a person to do at the CSMS."""

    station: str
    text: str
    """The task, in words."""
    order: Order | None = None
    """None: the CSMS is to be prepared for a case, and no message is waited for."""
    look: bool = False
    """Nothing is to be done but to look: done means that it is so, cannot that it is not."""


@dataclass(frozen=True)
class Answer:
    """How a task ended, as the person says."""

    outcome: OrderOutcome
    detail: str = ""
    cannot: str = ""
    """"this" or "all": the CSMS can do neither this, or nothing of this kind; it is not asked again."""


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
        """End the run in good order."""
        ...

    def play_again(self, case: str, *, at_once: bool) -> None:
        """Play a case again, next or when the others are over."""
        ...

    def note(self, case: str, note: dict[str, Any]) -> None:
        """Add a remark to a case's record."""
        ...
