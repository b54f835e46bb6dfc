"""The operator without any abilities: for cases that need no operator."""

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
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""

    def cannot(self, intent: Intent) -> str | None:
        """Return the same reason for every intent."""
        return _NO_OPERATOR

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Raise OperatorError: no operator can create a station."""
        raise OperatorError(_NO_OPERATOR)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: the station is used as it is in its CSMS."""

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the prepared boots the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Do nothing: no station was created."""

    async def ask(self, order: Order) -> Outcome:
        """Refuse the order."""
        return Outcome(OrderOutcome.REFUSED, _NO_OPERATOR)

    async def sees(self, question: Question, station: str) -> object:
        """Return UNSEEN."""
        return UNSEEN
