"""An operator whose CSMS shows something else than it should: so what is demanded of the view can be shown to bite."""

import copy
from typing import Any

from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import Operator, Order, Outcome, Question, StationAccess, StationSpec
from plugfest.simulator.link.faults import Path

SUBJECT = "what the CSMS shows of "
"""How the subject of a validation of `operator.sees` begins; the question follows."""


class FlawedView:
    """Passes everything on to an operator, but for one place of one answer that the CSMS shows."""

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
        """Have it accept the station's next boot."""
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
        """Return what the CSMS shows, with one place changed."""
        shown = await self._operator.sees(question, station)
        return _changed(shown, self._path) if question.about == self._about else shown


def _changed(shown: Any, path: Path) -> Any:
    """Return the same data, the value at the path being another; as it is where it has no such place."""
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
