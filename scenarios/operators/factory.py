"""Makes the operator that a CSMS's description configures.

Each operator is imported on demand: its dependencies are large, and a run needs only one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugfest.scenarios.certificates.pki import pki_of
from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable, PythonTable
from plugfest.scenarios.operators.protocol import Operator, OperatorError

if TYPE_CHECKING:
    from plugfest.scenarios.operators.desk import Controls


def make_operator(description: CsmsDescription, controls: Controls | None = None, expected: int = 0) -> Operator:
    """Return the operator of `description.operator["kind"]`; raises OperatorError when there is none of that kind.

    A person at the terminal may use `controls` of the run, and sees about how many orders are `expected`.
    """
    table = description.operator
    match table.get("kind", "none"):
        case "none":
            from plugfest.scenarios.operators.none import NoOperator

            return NoOperator()
        case "compact":
            from plugfest.scenarios.operators.compact import CompactOperator

            configured, pki = description.configured, pki_of(description.certificates)
            return CompactOperator(str(table["url"]), str(table["token"]), configured, pki)
        case "http":
            from plugfest.scenarios.operators.http.operator import HttpOperator

            return HttpOperator(description)
        case "manual":
            from plugfest.scenarios.operators.manual import ManualOperator
            from plugfest.scenarios.operators.terminal import Terminal
            from plugfest.scenarios.operators.terminal_desk import TerminalDesk

            desk = TerminalDesk(Terminal(), controls, expected)
            return ManualOperator(description, build(ManualTable, table).patience, desk)
        case "python":
            from plugfest.scenarios.operators.python import load_operator

            return load_operator(description, build(PythonTable, table))
        case kind:
            raise OperatorError(f'There is no operator of kind "{kind}": use none, compact, http, manual or python.')
