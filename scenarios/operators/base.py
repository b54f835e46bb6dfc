"""The base class of a user's operator; it can do nothing yet."""

from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    OperatorError,
    Order,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)


class BaseOperator:
    """Override `ask`, and whatever else the CSMS can do; the keyword arguments are the configuration's `options`."""

    name = "python"
    is_program = True
    provisions = False

    async def open(self) -> None:
        """Make ready; raise OperatorError when it can never work."""

    async def close(self) -> None:
        """Let go of everything."""

    def cannot(self, intent: Intent) -> str | None:
        """Return why this intent cannot be asked; None when it can."""
        return None

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Have a station known to the CSMS; only asked for where `provisions` is true."""
        raise OperatorError(f"{type(self).__name__} has provisions = True, but does not implement provision().")

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Make a station of the pool ready: `wish.boot` says how its first boots are to be answered."""

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the boots that it was prepared for, the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Record that the play is over: remove the station, or leave it ready for the next."""

    async def ask(self, order: Order) -> Outcome | None:
        """Carry the order out: call `order.accept()` when the CSMS has taken it, then return its outcome."""
        raise NotImplementedError(f"{type(self).__name__} does not implement ask().")

    async def sees(self, question: Question, station: str) -> object:
        """Return what the CSMS now holds; UNSEEN when that cannot be told."""
        return UNSEEN
