"""The base class of a user's operator; it performs no intent by itself."""

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
    """Override `ask` and other methods that the CSMS supports; the keyword arguments are the configured `options`."""

    name = "python"
    is_program = True
    provisions = False

    async def open(self) -> None:
        """Prepare the operator; raise OperatorError when it can never work."""

    async def close(self) -> None:
        """Release all resources."""

    def cannot(self, intent: Intent) -> str | None:
        """Return why this intent cannot be performed; None when it can."""
        return None

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Create a station in the CSMS; only called if `provisions` is true."""
        raise OperatorError(f"{type(self).__name__} has provisions = True, but does not implement provision().")

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Prepare a station of the pool: `spec.boot` states how the CSMS is to answer its first boots."""

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the prepared boots the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Release the station after a play: remove it, or leave it ready for the next play."""

    async def ask(self, order: Order) -> Outcome | None:
        """Perform the order: call `order.accept()` when the CSMS has accepted it, then return its outcome."""
        raise NotImplementedError(f"{type(self).__name__} does not implement ask().")

    async def sees(self, question: Question, station: str) -> object:
        """Return the data that the CSMS shows; UNSEEN when that cannot be determined."""
        return UNSEEN
