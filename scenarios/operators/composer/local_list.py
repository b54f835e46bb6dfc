"""Block D: the local authorization list."""

from collections.abc import Iterable
from typing import Any

from plugfest.scenarios.intents import (
    AskLocalListVersion,
    EmptyLocalList,
    ExtendLocalList,
    IdToken,
    RemoveFromLocalList,
    SendLocalList,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes
from plugfest.scenarios.operators.protocol import Order


@composes(SendLocalList)
def send(intent: SendLocalList, order: Order, memory: Memory) -> Payload:
    """SendLocalListRequest, Full."""
    return _list(order, memory, "Full", _accepted(intent.tokens))


@composes(ExtendLocalList)
def extend(intent: ExtendLocalList, order: Order, memory: Memory) -> Payload:
    """SendLocalListRequest, Differential."""
    return _list(order, memory, "Differential", _accepted(intent.tokens))


@composes(RemoveFromLocalList)
def remove(intent: RemoveFromLocalList, order: Order, memory: Memory) -> Payload:
    """SendLocalListRequest, Differential, without idTokenInfo: that removes an entry (D01.FR.16)."""
    return _list(order, memory, "Differential", [{"idToken": token.payload} for token in intent.tokens])


@composes(EmptyLocalList)
def empty(intent: EmptyLocalList, order: Order, memory: Memory) -> Payload:
    """SendLocalListRequest, Full, without a list: that empties it (D01.FR.04)."""
    return _list(order, memory, "Full", [])


@composes(AskLocalListVersion)
def version(intent: AskLocalListVersion, order: Order, memory: Memory) -> Payload:
    """GetLocalListVersionRequest."""
    return {}


def _accepted(tokens: Iterable[IdToken]) -> list[dict[str, Any]]:
    return [{"idToken": token.payload, "idTokenInfo": {"status": "Accepted"}} for token in tokens]


def _list(order: Order, memory: Memory, update: str, entries: list[dict[str, Any]]) -> Payload:
    payload: Payload = {"versionNumber": memory.next_list_version(order.station), "updateType": update}
    return {**payload, "localAuthorizationList": entries} if entries else payload
