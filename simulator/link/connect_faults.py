"""Faults of connecting: a flawed CSMS accepts or refuses the wrong connections, or does not answer."""

from dataclasses import replace
from enum import StrEnum

from plugfest.simulator.connection.attempt import Attempt, HttpAnswer, Outcome


class ConnectFault(StrEnum):
    """A fault of one connection attempt."""

    LET_IN = "let in although it should be refused"
    """The station connects with valid credentials instead, so that it is accepted."""
    REFUSE = "refused although it should be let in"
    """The station connects with unknown credentials, so that it is refused."""
    NO_SUBPROTOCOL = "let in without the subprotocol that it asks for"
    """The station does not see the agreed subprotocol."""
    SILENT = "left without an answer"
    """The station sees no answer to its attempt."""
    BROKEN_UPGRADE = "answered by an upgrade that breaks RFC 6455"
    """The station sees an upgrade that it cannot use."""
    ODD_STATUS = "refused by HTTP 500"
    """The station sees another status."""


def seen_through(fault: ConnectFault, attempt: Attempt) -> Attempt:
    """Return an attempt as the station sees it with this fault."""
    match fault:
        case ConnectFault.NO_SUBPROTOCOL:
            return replace(attempt, subprotocol=None)
        case ConnectFault.SILENT:
            return replace(attempt, http=None, outcome=Outcome.SILENCE, detail=str(fault))
        case ConnectFault.BROKEN_UPGRADE:
            broken = HttpAnswer(101, "Switching Protocols", (("Sec-WebSocket-Protocol", "another"),))
            return replace(attempt, http=broken, outcome=Outcome.BROKEN_UPGRADE, detail=str(fault))
        case ConnectFault.ODD_STATUS:
            odd = HttpAnswer(500, "Internal Server Error")
            return replace(attempt, http=odd, outcome=Outcome.HTTP_STATUS, detail="HTTP 500 Internal Server Error")
    return attempt
