"""The operator that is a class of the user's, by `module:Class`."""

import importlib
import sys
from pathlib import Path
from typing import Final, cast

from plugfest.scenarios.config.declared_limits import declared_gap
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import PythonTable
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import (
    Operator,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)

_NEEDED: Final = ("open", "close", "cannot", "provision", "prepare", "release", "ask", "sees")


class PythonOperator:
    """Stands before the user's operator: what the configuration declares, and what breaks, is said in one place."""

    name = "python"

    def __init__(self, description: CsmsDescription, theirs: Operator) -> None:
        self._description = description
        self._theirs = theirs
        self.is_program = theirs.is_program
        self.provisions = theirs.provisions

    async def open(self) -> None:
        """Make the user's operator ready; raises OperatorError."""
        await self._theirs.open()

    async def close(self) -> None:
        """Let the user's operator let go."""
        await self._theirs.close()

    def cannot(self, intent: Intent) -> str | None:
        """Return what the configuration declares, or the user's operator says."""
        return declared_gap(self._description.cannot, intent) or self._theirs.cannot(intent)

    async def provision(self, spec: StationSpec) -> StationAccess:
        """As the user's operator does it."""
        return await self._theirs.provision(spec)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """As the user's operator does it."""
        await self._theirs.prepare(access, spec)

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """As the user's operator does it, where it has a method for it."""
        if hasattr(self._theirs, "accept"):
            await self._theirs.accept(access, spec)

    async def release(self, access: StationAccess) -> None:
        """As the user's operator does it."""
        await self._theirs.release(access)

    async def ask(self, order: Order) -> Outcome | None:
        """Have the user's operator do it; what it raises is a broken way to the CSMS, not a broken case."""
        try:
            return await self._theirs.ask(order)
        except Exception as error:  # noqa: BLE001  the user's code may raise anything, and the order has failed then
            text = f"{type(self._theirs).__name__}.ask raised {type(error).__name__}: {error}"
            return Outcome(OrderOutcome.FAILED, text)

    async def sees(self, question: Question, station: str) -> object:
        """As the user's operator sees it."""
        return await self._theirs.sees(question, station)


def load_operator(description: CsmsDescription, table: PythonTable) -> PythonOperator:
    """Return the user's operator, ready to be opened; raises OperatorError that says what is missing."""
    module_name, _, class_name = table.use.partition(":")
    folder = Path(description.source).parent if description.source else Path.cwd()
    _import_also_from(folder / table.path if table.path else folder)
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise OperatorError(f"operator.use: cannot import {module_name}: {error}; looked in {folder} too") from error
    cls = getattr(module, class_name, None)
    if not isinstance(cls, type):
        raise OperatorError(f"operator.use: {module.__file__} has no class {class_name}")
    try:
        theirs = cls(**table.options)
    except TypeError as error:
        raise OperatorError(f"operator.options do not fit {class_name}: {error}") from error
    missing = [name for name in (*_NEEDED, "is_program", "provisions") if not hasattr(theirs, name)]
    if missing:
        raise OperatorError(
            f"{class_name} has no {', '.join(missing)}: derive it from plugfest.scenarios.operators.base.BaseOperator"
        )
    return PythonOperator(description, cast(Operator, theirs))


def _import_also_from(folder: Path) -> None:
    """For good: operators may import more when they are asked something."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
