"""What other blocks do when a TransactionEvent comes: reservations are used up, costs rise, messages end."""

from collections.abc import Callable
from typing import Any, Final

from plugfest.csms.blocks.contexts import Request

Follower = Callable[[Request], dict[str, Any]]

followers: Final[list[Follower]] = []


def follows_transactions(function: Follower) -> Follower:
    """Call this for every TransactionEventRequest, once it is kept; what it returns goes into the answer.

    An event that is sent again comes here again.
    """
    followers.append(function)
    return function
