"""The reason why a play cannot go on."""

from typing import Any, Final

from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.connection.attempt import Attempt, Outcome


class Stop(Exception):
    """Raised to stop a play that cannot continue: a cause code and one line for a person."""

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
        """The CSMS is responsible for the missing message, so the case fails; otherwise it could not be played."""
        self.order = order
        """The accepted order whose message never arrived: a control order determines who is responsible."""
        self.validation = validation
        """The validation of the missing message, not judged yet: it is violated if the CSMS is responsible."""


OVERLOADED: Final = (429, 503)
"""HTTP statuses of a temporarily unavailable server: they do not concern a station's credentials."""


def broken_upgrade(attempt: Attempt) -> Stop | None:
    """Return the Stop for a violation of the WebSocket protocol by the CSMS, in any case; None without one."""
    if attempt.outcome is not Outcome.BROKEN_UPGRADE:
        return None
    return Stop("framing", f"the CSMS breaks the WebSocket upgrade: {attempt.detail}", csms_at_fault=True)


def unanswered(attempt: Attempt) -> Stop | None:
    """Return why an attempt shows nothing about the credentials; None when the CSMS accepted or refused them."""
    if attempt.outcome in (Outcome.NO_LISTENER, Outcome.SILENCE):
        return Stop("csms-died", f"the CSMS no longer accepts connections: {attempt.detail}")
    if attempt.outcome is Outcome.HTTP_STATUS and attempt.http is not None and attempt.http.status in OVERLOADED:
        return Stop("connection-lost", f"the CSMS is temporarily unavailable: {attempt.detail}")
    return None
