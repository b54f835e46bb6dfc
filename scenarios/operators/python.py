"""The operator that is a user's class, given as `module:Class`."""

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
    """Wraps the user's operator: applies the declared limits, and handles its exceptions."""

    name = "python"

    def __init__(self, description: CsmsDescription, theirs: Operator) -> None:
        self._description = description
        self._theirs = theirs
        self.is_program = theirs.is_program
        self.provisions = theirs.provisions

    async def open(self) -> None:
        """Open the user's operator; raises OperatorError."""
        await self._theirs.open()

    async def close(self) -> None:
        """Close the user's operator."""
        await self._theirs.close()

    def cannot(self, intent: Intent) -> str | None:
        """Return the declared limit, or the limit that the user's operator returns."""
        return declared_gap(self._description.cannot, intent) or self._theirs.cannot(intent)

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Call the user's operator."""
        return await self._theirs.provision(spec)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Call the user's operator."""
        await self._theirs.prepare(access, spec)

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Call the user's operator, if it has this method."""
        if hasattr(self._theirs, "accept"):
            await self._theirs.accept(access, spec)

    async def release(self, access: StationAccess) -> None:
        """Call the user's operator."""
        await self._theirs.release(access)

    async def ask(self, order: Order) -> Outcome | None:
        """Call the user's operator; an exception is a failure of the operator, not of the case."""
        try:
            return await self._theirs.ask(order)
        except Exception as error:  # noqa: BLE001  the user's code may raise anything, and the order has failed then
            text = f"{type(self._theirs).__name__}.ask raised {type(error).__name__}: {error}"
            return Outcome(OrderOutcome.FAILED, text)

    async def sees(self, question: Question, station: str) -> object:
        """Call the user's operator."""
        return await self._theirs.sees(question, station)


def load_operator(description: CsmsDescription, table: PythonTable) -> PythonOperator:
    """Return the user's operator, not yet open; raises OperatorError with the reason."""
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
    """Extend the import path permanently, because operators may import modules later."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
