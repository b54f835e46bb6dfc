"""Hooks for TransactionEvents: reservations are used up, costs rise, messages end."""

from collections.abc import Callable
from typing import Any, Final

from plugfest.csms.blocks.contexts import Request

TransactionHook = Callable[[Request], dict[str, Any]]

transaction_hooks: Final[list[TransactionHook]] = []


def on_transaction_event(function: TransactionHook) -> TransactionHook:
    """Call this for every TransactionEventRequest, once it is kept; what it returns goes into the answer.

    An event that is sent again comes here again.
    """
    transaction_hooks.append(function)
    return function
