"""Findings in the content of a request, from the stored data of the station before this request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from plugfest.csms.store import reservations, transactions
from plugfest.csms.store.firmware import updates
from plugfest.csms.store.logs import logs
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.reports import parts, reports
from plugfest.csms.store.stations import sequences
from plugfest.csms.store.tables import find_row, moment
from plugfest.csms.store.transaction_merge import Position

Problem = tuple[str, str]
"""The kind of a finding, and its text."""
Check = Callable[[Connection, str, dict[str, Any]], Iterator[Problem]]

_ENDED_BY_OTHERS: Final = frozenset(
    (
        "AbnormalCondition",
        "Deauthorized",
        "EnergyLimitReached",
        "EVCommunicationLost",
        "RemoteStop",
        "ResetCommand",
        "TimeLimitReached",
    )
)
_NEVER_AUTHORIZED: Final = frozenset({"DeAuthorized", "Timeout"})
_part = Prepared(
    select(parts.c.seq_no).where(
        parts.c.station == bindparam("station"),
        parts.c.request_id == bindparam("request_id"),
        parts.c.seq_no == bindparam("seq_no"),
    )
)


def check(
    db: Connection, station: str, action: str, payload: dict[str, Any], known: dict[str, Any] | None
) -> Iterator[Problem]:
    """Yield the problems of a request; `known` is the transaction that it is about, if any."""
    if action == "TransactionEvent":
        return _transaction_event(db, station, payload, known)
    found = _checks.get(action)
    return iter(()) if found is None else found(db, station, payload)


def _transaction_event(
    db: Connection, station: str, event: dict[str, Any], known: dict[str, Any] | None
) -> Iterator[Problem]:
    info, number, kind = event["transactionInfo"], event["seqNo"], event["eventType"]
    id_ = info["transactionId"]
    if known is not None and transactions.uses_number_again(db, station, event, known):
        yield "sequence-number-used-twice", f"another event of transaction {id_} has seqNo {number}"
    position = known["learnt_from"] if known is not None else {}
    yield from _order(position, id_, number, kind)
    yield from _members(event, info)
    yield from _connector(event.get("evse", {}).get("connectorId"))
    yield from _references(db, station, event, info)
    if kind == "Ended":
        if "started" in position and moment(event["timestamp"]) < moment(position["started"][1]):
            yield "end-before-start", f"transaction {id_} ended at {event['timestamp']}, before it started"
        yield from _never_named(event, info, known)
        if "ended" not in position:
            yield from _gaps(db, station, id_, number)


def _gaps(db: Connection, station: str, id_: str, last: int) -> Iterator[Problem]:
    """Look through all events of a transaction, at its first end only."""
    gaps = [one for one in transactions.missing(db, station, id_) if one < last]
    latest = max(transactions.numbers(db, station, id_), default=-1)
    gaps += range(latest + 1, min(last, latest + 21))
    if gaps:
        yield "missing-events", f"transaction {id_} ended without the events {', '.join(map(str, gaps[:20]))}"


def _order(position: dict[str, Position], id_: str, number: int, kind: str) -> Iterator[Problem]:
    """Compare with the number and time of the events that reported the transaction's facts."""
    if kind == "Started":
        if number != 0:
            yield "first-sequence-number", f"transaction {id_} starts with seqNo {number}"
        if "started" in position and position["started"][0] != number:
            yield "transaction-id-used-twice", f"transaction {id_} has started before"
    elif not position:
        yield "event-without-start", f"the first event of transaction {id_} is {kind}"
    if "ended" in position and number > position["ended"][0]:
        ended = position["ended"][0]
        yield "event-after-the-end", f"transaction {id_} has ended with seqNo {ended}, this is {number}"


def _members(event: dict[str, Any], info: dict[str, Any]) -> Iterator[Problem]:
    reason = event["triggerReason"]
    if reason == "Authorized" and "idToken" not in event:
        yield "missing-id-token", "the event is triggered by Authorized and has no idToken"
    if reason == "CablePluggedIn" and "connectorId" not in event.get("evse", {}):
        yield "missing-evse", "the cable is plugged in, and the event has no evse with a connectorId"
    if reason == "ChargingStateChanged" and "chargingState" not in info:
        yield "missing-charging-state", "the charging state has changed, and the event has no chargingState"
    if event["eventType"] == "Ended" and reason in _ENDED_BY_OTHERS and "stoppedReason" not in info:
        yield "missing-stopped-reason", f"the transaction is ended by {reason} and has no stoppedReason"
    if reason == "RemoteStart" and event["eventType"] == "Started" and "remoteStartId" not in info:
        yield "missing-remote-start-id", "the transaction is started remotely and has no remoteStartId"


def _never_named(event: dict[str, Any], info: dict[str, Any], known: dict[str, Any] | None) -> Iterator[Problem]:
    if "idToken" in event or info.get("stoppedReason") in _NEVER_AUTHORIZED:
        return
    if known is not None and known["id_token"] is None and known["remote_start_id"] is not None:
        text = f"no event of transaction {info['transactionId']} has the idToken of the RequestStartTransaction"
        yield "missing-id-token", text


def _connector_status(_db: Connection, _station: str, payload: dict[str, Any]) -> Iterator[Problem]:
    yield from _connector(payload["connectorId"])


def _connector(number: int | None) -> Iterator[Problem]:
    if number is not None and number < 1:
        yield "connector-below-one", f"connectorId is {number}: the connectors of an EVSE are numbered from 1"


def _references(db: Connection, station: str, event: dict[str, Any], info: dict[str, Any]) -> Iterator[Problem]:
    remote = info.get("remoteStartId")
    if remote is not None and not 1 <= remote <= _last_number(db, station, "remoteStartId"):
        yield "unknown-remote-start-id", f"remoteStartId {remote} was never sent to this station"
    reservation = event.get("reservationId")
    if reservation is not None and not reservations.view(db, station, reservation):
        yield "unknown-reservation", f"there is no reservation {reservation} at this station"


def _firmware_status(db: Connection, station: str, payload: dict[str, Any]) -> Iterator[Problem]:
    yield from _progress(db, station, payload, "missing-firmware-request-id", updates)


def _log_status(db: Connection, station: str, payload: dict[str, Any]) -> Iterator[Problem]:
    yield from _progress(db, station, payload, "missing-log-request-id", logs)


def _progress(db: Connection, station: str, payload: dict[str, Any], missing: str, table: Any) -> Iterator[Problem]:
    id_ = payload.get("requestId")
    if id_ is None:
        if payload["status"] != "Idle":
            yield missing, f"the status is {payload['status']}, and there is no requestId"
    elif find_row(db, table, {"station": station, "request_id": id_}) is None:
        yield "unknown-request-id", f"requestId {id_} was never sent to this station"


def _report(db: Connection, station: str, payload: dict[str, Any]) -> Iterator[Problem]:
    id_, number = payload["requestId"], payload["seqNo"]
    report = find_row(db, reports, {"station": station, "request_id": id_})
    if report is None or report["requested"] is None:
        yield "unknown-request-id", f"requestId {id_} was never sent to this station"
        return
    before = {"station": station, "request_id": id_, "seq_no": number - 1}
    if number != 0 and _part.one(db, before) is None:
        yield (
            "report-out-of-order",
            f"the part of report {id_} with seqNo {number} came before the one with {number - 1}",
        )


def _last_number(db: Connection, station: str, name: str) -> int:
    row = find_row(db, sequences, {"station": station, "name": name})
    return int(row["last"]) if row else 0


_checks: Final[dict[str, Check]] = {
    "FirmwareStatusNotification": _firmware_status,
    "LogStatusNotification": _log_status,
    "NotifyReport": _report,
    "StatusNotification": _connector_status,
    "NotifyMonitoringReport": _report,
}
