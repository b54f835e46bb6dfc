"""Hooks for TransactionEvents: used reservations, costs, ended messages."""

from collections.abc import Callable
from typing import Any, Final

from plugfest.csms.blocks.contexts import Request

TransactionHook = Callable[[Request], dict[str, Any]]

transaction_hooks: Final[list[TransactionHook]] = []


def on_transaction_event(function: TransactionHook) -> TransactionHook:
    """Call this for every stored TransactionEventRequest; its return value is added to the answer.

    A repeated event is passed again.
    """
    transaction_hooks.append(function)
    return function
