"""An operator whose CSMS shows wrong data, to check that validations of that data fail."""

import copy
from typing import Any

from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import Operator, Order, Outcome, Question, StationAccess, StationSpec
from plugfest.simulator.link.faults import Path

SUBJECT = "what the CSMS shows of "
"""Beginning of the subject of a validation by `operator.sees`; the question follows."""


class FlawedView:
    """Passes everything on to an operator, except one changed value of the data that the CSMS shows."""

    def __init__(self, operator: Operator, about: str, path: Path) -> None:
        self._operator = operator
        self._about = about
        self._path = path
        self.name = operator.name
        self.is_program = operator.is_program
        self.provisions = operator.provisions

    async def open(self) -> None:
        """Pass on."""
        await self._operator.open()

    async def close(self) -> None:
        """Pass on."""
        await self._operator.close()

    def cannot(self, intent: Intent) -> str | None:
        """Pass on."""
        return self._operator.cannot(intent)

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Pass on."""
        return await self._operator.provision(spec)

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Pass on."""
        await self._operator.accept(access, spec)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Pass on."""
        await self._operator.prepare(access, spec)

    async def release(self, access: StationAccess) -> None:
        """Pass on."""
        await self._operator.release(access)

    async def ask(self, order: Order) -> Outcome | None:
        """Pass on."""
        return await self._operator.ask(order)

    async def sees(self, question: Question, station: str) -> object:
        """Return the data that the CSMS shows, with one changed value."""
        shown = await self._operator.sees(question, station)
        return _changed(shown, self._path) if question.about == self._about else shown


def _changed(shown: Any, path: Path) -> Any:
    """Return the data with another value at the path; unchanged if it has no such path."""
    if not path:
        return None
    changed = copy.deepcopy(shown)
    place = changed
    try:
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = "something else"
    except (KeyError, IndexError, TypeError):
        return shown
    return changed
