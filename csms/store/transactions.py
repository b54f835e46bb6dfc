"""Transactions, their events in the order of their numbers, and the meter values that came with or without them."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, case, func, select
from sqlalchemy.dialects.sqlite import Insert, insert

from plugfest.csms.store.database import defer
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, moment, timestamp

transactions = belongs_to_station(
    Table(
        "transactions",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", String, primary_key=True),
        Column("evse", Integer),
        Column("connector", Integer),
        Column("id_token", String),
        Column("token_type", String),
        Column("remote_start_id", Integer),
        Column("charging_state", String),
        Column("started", String),
        Column("ended", String),
        Column("stopped_reason", String),
        Column("latest_event", String, nullable=False),
    )
)

events = belongs_to_station(
    Table(
        "transaction_events",
        metadata,
        Column("station", String, primary_key=True),
        Column("transaction", String, primary_key=True),
        Column("seq_no", Integer, primary_key=True),
        # A station whose numbers begin again at 0 within a transaction loses none of its events.
        Column("timestamp", String, primary_key=True),
        Column("event_type", String, primary_key=True),
        Column("trigger", String, nullable=False),
        Column("offline", Boolean, nullable=False),
        Column("received", String, nullable=False),
        Column("payload", JSON, nullable=False),
    )
)

meter_values = belongs_to_station(
    Table(
        "meter_values",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("evse", Integer),
        Column("transaction", String),
        Column("seq_no", Integer),
        Column("timestamp", String, nullable=False),
        Column("sampled", JSON, nullable=False),
    )
)


_add_event = insert(events).on_conflict_do_nothing()


def record(db: Connection, station: str, event: dict[str, Any]) -> bool:
    """Keep a TransactionEventRequest. False for one that is already there: it counts once."""
    info = event["transactionInfo"]
    row = {
        "station": station,
        "transaction": info["transactionId"],
        "seq_no": event["seqNo"],
        "timestamp": event["timestamp"],
        "event_type": event["eventType"],
        "trigger": event["triggerReason"],
        "offline": event.get("offline", False),
        "received": timestamp(),
        "payload": event,
    }
    if db.execute(_add_event, row).rowcount == 0:
        return False
    db.execute(_summarize, _summary(station, event))
    evse = event.get("evse", {}).get("id")
    for value in event.get("meterValue", ()):
        add_meter_value(db, station, evse, value, info["transactionId"], event["seqNo"])
    return True


def add_meter_value(
    db: Connection,
    station: str,
    evse: int | None,
    value: dict[str, Any],
    transaction: str | None = None,
    seq_no: int | None = None,
) -> None:
    """Keep one MeterValueType, its samples as they came."""
    row = {
        "station": station,
        "evse": evse,
        "transaction": transaction,
        "seq_no": seq_no,
        "timestamp": value["timestamp"],
        "sampled": value["sampledValue"],
    }
    defer(db, meter_values, row)


def _summary(station: str, event: dict[str, Any]) -> dict[str, Any]:
    info = event["transactionInfo"]
    evse, token, kind = event.get("evse", {}), event.get("idToken", {}), event["eventType"]
    return {
        "station": station,
        "id": info["transactionId"],
        "evse": evse.get("id"),
        "connector": evse.get("connectorId"),
        "id_token": token.get("idToken"),
        "token_type": token.get("type"),
        "remote_start_id": info.get("remoteStartId"),
        "charging_state": info.get("chargingState"),
        "started": event["timestamp"] if kind == "Started" else None,
        "ended": event["timestamp"] if kind == "Ended" else None,
        # Part 2: an absent stoppedReason means Local.
        "stopped_reason": info.get("stoppedReason", "Local") if kind == "Ended" else None,
        "latest_event": timestamp(moment(event["timestamp"])),
    }


def _summarizing() -> Insert:
    statement = insert(transactions)
    new, old = statement.excluded, transactions.c
    known = ("evse", "connector", "remote_start_id", "started", "ended", "stopped_reason")
    changes: dict[str, Any] = {name: func.coalesce(new[name], old[name]) for name in known}
    changes |= {name: func.coalesce(old[name], new[name]) for name in ("id_token", "token_type")}
    # Events of an offline station may come late and out of order: the newest by its own time tells the state.
    newest = new.latest_event >= old.latest_event
    state = func.coalesce(new.charging_state, old.charging_state)
    changes["charging_state"] = case((newest, state), else_=func.coalesce(old.charging_state, new.charging_state))
    changes["latest_event"] = func.max(new.latest_event, old.latest_event)
    return statement.on_conflict_do_update(index_elements=["station", "id"], set_=changes)


_summarize = _summarizing()


def numbers(db: Connection, station: str, transaction: str) -> list[int]:
    """The sequence numbers that have come, in order, each once."""
    query = select(events.c.seq_no).where(events.c.station == station, events.c.transaction == transaction)
    return list(db.execute(query.distinct().order_by(events.c.seq_no)).scalars())


def missing(db: Connection, station: str, transaction: str) -> list[int]:
    """The sequence numbers between those that have come which have not; the first 1000 of them."""
    query = select(func.min(events.c.seq_no), func.max(events.c.seq_no), func.count(events.c.seq_no.distinct()))
    low, high, count = db.execute(query.where(events.c.station == station, events.c.transaction == transaction)).one()
    if low is None or high - low + 1 == count:
        return []
    there = set(numbers(db, station, transaction))
    found: list[int] = []
    for number in range(low, high):
        if number not in there:
            found.append(number)
            if len(found) == 1000:
                break
    return found


def running(db: Connection, station: str, evse: int | None = None) -> list[str]:
    """The ids of the transactions that have not ended, newest first; on one EVSE where that is given."""
    query = select(transactions.c.id).where(transactions.c.station == station, transactions.c.ended.is_(None))
    if evse is not None:
        query = query.where(transactions.c.evse == evse)
    return list(db.execute(query.order_by(transactions.c.latest_event.desc())).scalars())


def view(db: Connection, station: str, transaction: str | None = None) -> list[dict[str, Any]]:
    """Transactions as the operator sees them, newest first."""
    query = select(transactions).where(transactions.c.station == station)
    if transaction is not None:
        query = query.where(transactions.c.id == transaction)
    rows = db.execute(query.order_by(transactions.c.latest_event.desc()).limit(1000)).mappings().all()
    return [_shown(db, dict(row)) for row in rows]


def events_of(db: Connection, station: str, transaction: str) -> list[dict[str, Any]]:
    """The events of a transaction as they came, by number."""
    query = select(events.c.payload).where(events.c.station == station, events.c.transaction == transaction)
    return list(db.execute(query.order_by(events.c.seq_no, events.c.timestamp)).scalars())


def meter_values_of(db: Connection, station: str, transaction: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest meter values of a station, or of one of its transactions, newest first."""
    query = select(meter_values).where(meter_values.c.station == station)
    if transaction is not None:
        query = query.where(meter_values.c.transaction == transaction)
    rows = db.execute(query.order_by(meter_values.c.timestamp.desc(), meter_values.c.id.desc()).limit(limit))
    return [
        {
            "evse": row.evse,
            "transaction": row.transaction,
            "seqNo": row.seq_no,
            "timestamp": row.timestamp,
            "sampledValue": row.sampled,
        }
        for row in rows
    ]


def _shown(db: Connection, row: dict[str, Any]) -> dict[str, Any]:
    token = None if row["id_token"] is None else {"idToken": row["id_token"], "type": row["token_type"]}
    return {
        "transaction": row["id"],
        "evse": row["evse"],
        "connector": row["connector"],
        "token": token,
        "remoteStartId": row["remote_start_id"],
        "chargingState": row["charging_state"],
        "running": row["ended"] is None,
        "started": row["started"],
        "ended": row["ended"],
        "stoppedReason": row["stopped_reason"],
        "seqNos": numbers(db, row["station"], row["id"]),
        "missing": missing(db, row["station"], row["id"]),
    }
