"""The reason why a play cannot go on."""

from typing import Any, Final

from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.connection.attempt import Attempt, Outcome


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
        """The missing message is the CSMS's doing, so the case fails; otherwise it could not be played."""
        self.order = order
        """The order that was accepted and whose message never came: a control order decides whose fault that is."""
        self.validation = validation
        """The validation of what is missing, not judged yet: it is violated if the CSMS is at fault."""


OVERLOADED: Final = (429, 503)
"""HTTP statuses of a temporarily unavailable server: they say nothing about a station's credentials."""


def broken_upgrade(attempt: Attempt) -> Stop | None:
    """Return that the CSMS breaks the WebSocket protocol itself, in whatever case; None where it does not."""
    if attempt.outcome is not Outcome.BROKEN_UPGRADE:
        return None
    return Stop("framing", f"the CSMS breaks the WebSocket upgrade: {attempt.detail}", csms_at_fault=True)


def unanswered(attempt: Attempt) -> Stop | None:
    """Return why an attempt says nothing about the station's credentials; None where the CSMS let it in or refused."""
    if attempt.outcome in (Outcome.NO_LISTENER, Outcome.SILENCE):
        return Stop("csms-died", f"the CSMS no longer accepts connections: {attempt.detail}")
    if attempt.outcome is Outcome.HTTP_STATUS and attempt.http is not None and attempt.http.status in OVERLOADED:
        return Stop("connection-lost", f"the CSMS is temporarily unavailable: {attempt.detail}")
    return None
