"""Transactions and their events: each event is stored once, and the result does not depend on their order."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert

from plugfest.csms.store import meter_values
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, metadata, moment, timestamp, upsert
from plugfest.csms.store.transaction_merge import news

transactions = belongs_to_station(
    Table(
        "transactions",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", IDENTIFIER, primary_key=True),
        Column("evse", Integer),
        Column("connector", Integer),
        Column("id_token", IDENTIFIER),
        Column("token_type", String),
        Column("remote_start_id", Integer),
        Column("charging_state", String),
        Column("started", String),
        Column("ended", String),
        Column("stopped_reason", String),
        Column("latest_event", String, nullable=False),
        # The event that each value is from: an older event that comes later does not change it.
        Column("learnt_from", JSON, nullable=False),
        Column("messages_in_queue", Boolean),
        sqlite_with_rowid=False,
    )
)
# Transactions are kept: neither search reads all that a station has had.
Index(
    "ix_transactions_running",
    transactions.c.station,
    transactions.c.latest_event,
    sqlite_where=transactions.c.ended.is_(None),
)
Index("ix_transactions_remote_start_id", transactions.c.station, transactions.c.remote_start_id)

MOST_RUNNING = 100
"""Running transactions of one station that are looked at; a station may start any number of them."""

events = belongs_to_station(
    Table(
        "transaction_events",
        metadata,
        Column("station", String, primary_key=True),
        Column("transaction", IDENTIFIER, primary_key=True),
        Column("seq_no", Integer, primary_key=True),
        # A station that restarts its numbers at 0 within a transaction loses no events.
        Column("timestamp", String, primary_key=True),
        Column("event_type", String, primary_key=True),
        Column("trigger", String, nullable=False),
        Column("offline", Boolean, nullable=False),
        Column("received", String, nullable=False),
        Column("payload", JSON, nullable=False),
        sqlite_with_rowid=False,
    )
)

_add_event = Prepared(insert(events).on_conflict_do_nothing(), events.c.keys())
_of_transaction = (events.c.station == bindparam("station"), events.c.transaction == bindparam("transaction"))
_payloads = Prepared(select(events.c.payload).where(*_of_transaction).order_by(events.c.seq_no, events.c.timestamp))
_numbers = Prepared(select(events.c.seq_no).where(*_of_transaction).distinct().order_by(events.c.seq_no))
_extent = Prepared(
    select(
        func.min(events.c.seq_no).label("low"),
        func.max(events.c.seq_no).label("high"),
        func.count(events.c.seq_no.distinct()).label("count"),
    ).where(*_of_transaction)
)
_offline = Prepared(select(func.count().label("count")).select_from(events).where(*_of_transaction, events.c.offline))
_known = Prepared(
    select(
        transactions.c.evse,
        transactions.c.id_token,
        transactions.c.remote_start_id,
        transactions.c.ended,
        transactions.c.learnt_from,
    ).where(transactions.c.station == bindparam("station"), transactions.c.id == bindparam("id"))
)
_another = Prepared(
    select(events.c.seq_no).where(
        *_of_transaction,
        events.c.seq_no == bindparam("number"),
        or_(events.c.event_type != bindparam("kind"), events.c.timestamp != bindparam("at")),
    )
)


def known_before(db: Connection, station: str, action: str, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is known of the transaction of a TransactionEvent before it is stored.

    None if the transaction is new, and for other requests.
    """
    if action != "TransactionEvent":
        return None
    return _known.one(db, {"station": station, "id": payload["transactionInfo"]["transactionId"]})


def record(db: Connection, station: str, event: dict[str, Any], known: dict[str, Any] | None) -> bool:
    """Store a TransactionEventRequest of the `known` transaction. Return False for a repeated one."""
    id_ = event["transactionInfo"]["transactionId"]
    row = {
        "station": station,
        "transaction": id_,
        "seq_no": event["seqNo"],
        "timestamp": event["timestamp"],
        "event_type": event["eventType"],
        "trigger": event["triggerReason"],
        "offline": event.get("offline", False),
        "received": timestamp(),
        "payload": event,
    }
    if _add_event.run(db, row) == 0:
        return False
    key = {"station": station, "id": id_}
    learnt = news(known["learnt_from"] if known else {}, event)
    (change if known else upsert)(db, transactions, key, learnt)
    evse = learnt.get("evse", known["evse"] if known else None)
    for value in event.get("meterValue", ()):
        meter_values.add(db, station, evse, value, id_, event["seqNo"])
    return True


def note_status(db: Connection, station: str, transaction: str, messages_in_queue: bool) -> None:
    """Store whether the station still has messages of this transaction to send (E14)."""
    change(db, transactions, {"station": station, "id": transaction}, {"messages_in_queue": messages_in_queue})


def uses_number_again(db: Connection, station: str, event: dict[str, Any], known: dict[str, Any]) -> bool:
    """Return whether another event of the `known` transaction has the number of this one."""
    number, (latest, _time) = event["seqNo"], known["learnt_from"]["latest_event"]
    if number > latest:
        return False
    id_ = event["transactionInfo"]["transactionId"]
    values = {"station": station, "transaction": id_, "number": number}
    return _another.one(db, values | {"kind": event["eventType"], "at": event["timestamp"]}) is not None


def numbers(db: Connection, station: str, transaction: str) -> list[int]:
    """Return the received sequence numbers, in order, each once."""
    return [row["seq_no"] for row in _numbers.all(db, {"station": station, "transaction": transaction})]


def missing(db: Connection, station: str, transaction: str) -> list[int]:
    """Return the missing sequence numbers between received ones, at most 1000."""
    extent = _extent.one(db, {"station": station, "transaction": transaction})
    if not extent or not extent["count"] or extent["high"] - extent["low"] + 1 == extent["count"]:
        return []
    there = set(numbers(db, station, transaction))
    found: list[int] = []
    for number in range(extent["low"], extent["high"]):
        if number not in there:
            found.append(number)
            if len(found) == 1000:
                break
    return found


def complete(db: Connection, station: str, transaction: str) -> bool:
    """Return whether its Started event and all events between the received ones are stored."""
    row = find_row(db, transactions, {"station": station, "id": transaction})
    return row is not None and row["started"] is not None and not missing(db, station, transaction)


def running(db: Connection, station: str, evse: int | None = None) -> list[str]:
    """Return the ids of the running transactions, newest first, at most 100; only of one EVSE if given."""
    query = select(transactions.c.id).where(transactions.c.station == station, transactions.c.ended.is_(None))
    if evse is not None:
        query = query.where(transactions.c.evse == evse)
    return list(db.execute(query.order_by(transactions.c.latest_event.desc()).limit(MOST_RUNNING)).scalars())


def runs(db: Connection, station: str, transaction: str, evse: int) -> bool:
    """Return whether this transaction has not ended on this EVSE."""
    row = find_row(db, transactions, {"station": station, "id": transaction, "evse": evse})
    return row is not None and row["ended"] is None


def events_of(db: Connection, station: str, transaction: str) -> list[dict[str, Any]]:
    """Return the events of a transaction unchanged, by number."""
    return [row["payload"] for row in _payloads.all(db, {"station": station, "transaction": transaction})]


def offline_events(db: Connection, station: str, transaction: str) -> int:
    """Return how many of its events happened while the station was offline."""
    found = _offline.one(db, {"station": station, "transaction": transaction})
    return found["count"] if found else 0


def seconds_between(started: str | None, ended: str | None) -> float | None:
    """Return the time from one timestamp to another, in milliseconds; None if unknown or negative."""
    if started is None or ended is None:
        return None
    seconds = (moment(ended) - moment(started)).total_seconds()
    return round(seconds, 3) if seconds >= 0 else None
