"""The operator that is nobody: for the cases that need no operator at all."""

from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)

_NO_OPERATOR = 'there is no operator: [operator] in the configuration has kind "none"'


class NoOperator:
    """Refuses every order. Stations and tokens come from the configuration."""

    name = "none"
    is_program = False
    provisions = False

    async def open(self) -> None:
        """Nothing to make ready."""

    async def close(self) -> None:
        """Nothing to let go of."""

    def cannot(self, intent: Intent) -> str | None:
        """Every intent, with the same reason."""
        return _NO_OPERATOR

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Raise OperatorError: nobody can make a station known."""
        raise OperatorError(_NO_OPERATOR)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Nobody prepares anything: the station is as its CSMS has it."""

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the boots that it was prepared for, the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Nothing was provisioned."""

    async def ask(self, order: Order) -> Outcome:
        """Refuse the order."""
        return Outcome(OrderOutcome.REFUSED, _NO_OPERATOR)

    async def sees(self, question: Question, station: str) -> object:
        """Nobody looks."""
        return UNSEEN
