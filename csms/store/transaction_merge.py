"""Merging of transaction events: the result does not depend on the order in which they arrive."""

from collections.abc import Iterator
from typing import Any, Final

from plugfest.csms.store.tables import in_utc

Position = list[Any]
"""The position of an event in its transaction: its number, then its time (E01.FR.07; numbers may begin again)."""

_FIRST: Final = frozenset({"token", "started"})
"""Columns set by the first event that has them; all others by the last."""


def news(known: dict[str, Position], event: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that this event changes; `known` is their `learnt_from` so far."""
    learnt, values, order = dict(known), dict[str, Any](), [event["seqNo"], in_utc(event["timestamp"])]
    for what, reported in _facts(event):
        before = learnt.get(what)
        if before is None or (order < before if what in _FIRST else order >= before):
            learnt[what] = order
            values |= reported
    return {**values, "learnt_from": learnt}


def _facts(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the facts in an event, as columns."""
    info = event["transactionInfo"]
    yield "latest_event", {"latest_event": in_utc(event["timestamp"])}
    if "evse" in event:
        yield "evse", {"evse": event["evse"]["id"]}
        if "connectorId" in event["evse"]:
            yield "connector", {"connector": event["evse"]["connectorId"]}
    if "idToken" in event:
        yield "token", {"id_token": event["idToken"]["idToken"], "token_type": event["idToken"]["type"]}
    if "remoteStartId" in info:
        yield "remote_start_id", {"remote_start_id": info["remoteStartId"]}
    if "chargingState" in info:
        yield "charging_state", {"charging_state": info["chargingState"]}
    if event["eventType"] == "Started":
        yield "started", {"started": event["timestamp"]}
    if event["eventType"] == "Ended":
        # Part 2: an absent stoppedReason means Local.
        yield "ended", {"ended": event["timestamp"], "stopped_reason": info.get("stoppedReason", "Local")}
