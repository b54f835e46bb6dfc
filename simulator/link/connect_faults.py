"""Faults at the door: a flawed CSMS lets in whom it should refuse, or refuses whom it should let in."""

from enum import StrEnum


class ConnectFault(StrEnum):
    """What happens to one connection attempt."""

    LET_IN = "let in although it should be refused"
    """The station knocks with good credentials instead, so that it is let in."""
    REFUSE = "refused although it should be let in"
    """The station knocks with credentials that nobody knows, so that it is refused."""
    NO_SUBPROTOCOL = "let in without the subprotocol that it asks for"
    """The station does not see which subprotocol was agreed on."""
