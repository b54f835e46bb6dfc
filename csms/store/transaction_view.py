"""Transactions as an operator sees them: events, duration and energy."""

from typing import Any

from sqlalchemy import Connection, select

from plugfest.csms.store import meter_values
from plugfest.csms.store.energy import energy_of
from plugfest.csms.store.tables import find_row
from plugfest.csms.store.transactions import missing, numbers, offline_events, seconds_between, transactions


def view(db: Connection, station: str, transaction: str | None = None, limit: int = 1000) -> list[dict[str, Any]]:
    """Return transactions, newest first, or the one with that id."""
    if transaction is not None:
        row = find_row(db, transactions, {"station": station, "id": transaction})
        return [] if row is None else [_to_json(db, row)]
    query = select(transactions).where(transactions.c.station == station)
    rows = db.execute(query.order_by(transactions.c.latest_event.desc()).limit(limit)).mappings().all()
    return [_to_json(db, dict(row)) for row in rows]


def _to_json(db: Connection, row: dict[str, Any]) -> dict[str, Any]:
    station, id_ = row["station"], row["id"]
    token = None if row["id_token"] is None else {"idToken": row["id_token"], "type": row["token_type"]}
    values = meter_values.of_transaction(db, station, id_)
    return {
        "transaction": id_,
        "evse": row["evse"],
        "connector": row["connector"],
        "token": token,
        "remoteStartId": row["remote_start_id"],
        "chargingState": row["charging_state"],
        "running": row["ended"] is None,
        "started": row["started"],
        "ended": row["ended"],
        "stoppedReason": row["stopped_reason"],
        "duration": seconds_between(row["started"], row["ended"] or row["latest_event"]),
        "energy": energy_of(values),
        "meterValueCount": len(values),
        "signedValueCount": sum("signedMeterValue" in sample for value in values for sample in value.sampled),
        "seqNos": numbers(db, station, id_),
        "missing": missing(db, station, id_),
        "offlineEventCount": offline_events(db, station, id_),
        "messagesInQueue": row["messages_in_queue"],
    }
