"""Why a play cannot go on."""

from typing import Any

from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.connection.attempt import Attempt, RefusedBy


class Stop(Exception):
    """Going on is senseless: what happened, as a cause's code and one line for a person."""

    def __init__(
        self,
        code: str,
        text: str,
        *,
        csms_at_fault: bool = False,
        order: Order | None = None,
        validation: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.csms_at_fault = csms_at_fault
        """What is missing is the CSMS's doing, so the case fails; otherwise it could not be played."""
        self.order = order
        """The order that was accepted and whose message never came: a control order decides whose fault that is."""
        self.validation = validation
        """The validation of what is missing, not judged yet: it is violated if the CSMS is at fault."""


def gone(attempt: Attempt) -> Stop | None:
    """Why nothing can be played any more where nobody answers at the door; None where somebody does, to refuse even."""
    if attempt.refused_by is not RefusedBy.TCP:
        return None
    return Stop("csms-died", f"the CSMS is gone: {attempt.detail}")
