"""Which operator a CSMS's description asks for."""

from plugfest.scenarios.certificates.pki import pki_of
from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable, PythonTable
from plugfest.scenarios.operators.compact import CompactOperator
from plugfest.scenarios.operators.desk import Controls
from plugfest.scenarios.operators.http.operator import HttpOperator
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.none import NoOperator
from plugfest.scenarios.operators.protocol import Operator, OperatorError
from plugfest.scenarios.operators.python import load_operator
from plugfest.scenarios.operators.terminal import Terminal
from plugfest.scenarios.operators.terminal_desk import TerminalDesk


def make_operator(description: CsmsDescription, controls: Controls | None = None, expected: int = 0) -> Operator:
    """Return the operator of `description.operator["kind"]`; raises OperatorError when there is none of that kind.

    A person at the terminal may use `controls` of the run, and is told about how many orders are `expected`.
    """
    table = description.operator
    match table.get("kind", "none"):
        case "none":
            return NoOperator()
        case "compact":
            configured, pki = description.configured, pki_of(description.certificates)
            return CompactOperator(str(table["url"]), str(table["token"]), configured, pki)
        case "http":
            return HttpOperator(description)
        case "manual":
            desk = TerminalDesk(Terminal(), controls, expected)
            return ManualOperator(description, build(ManualTable, table).patience, desk)
        case "python":
            return load_operator(description, build(PythonTable, table))
        case kind:
            raise OperatorError(f'There is no operator of kind "{kind}": use none, compact, http, manual or python.')
