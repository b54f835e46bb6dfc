"""Which operator a CSMS's description asks for."""

from plugfest.scenarios.certificates.pki import pki_of
from plugfest.scenarios.config.build import build
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.config.operator_tables import ManualTable, PythonTable
from plugfest.scenarios.operators.compact import CompactOperator
from plugfest.scenarios.operators.http.operator import HttpOperator
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.none import NoOperator
from plugfest.scenarios.operators.protocol import Operator, OperatorError
from plugfest.scenarios.operators.python import load_operator


def make_operator(description: CsmsDescription) -> Operator:
    """The operator of `description.operator["kind"]`; raises OperatorError when there is none of that kind."""
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
            return ManualOperator(description, build(ManualTable, table))
        case "python":
            return load_operator(description, build(PythonTable, table))
        case kind:
            raise OperatorError(f'There is no operator of kind "{kind}": use none, compact, http, manual or python.')
