"""Operations: requests to the CSMS, their messages and outcomes."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, bindparam, select, update

from plugfest.csms.store import tables
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.secrets import without_secrets
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, metadata, timestamp

UNFINISHED: Final = ("queued", "sent")

operations = belongs_to_station(
    Table(
        "operations",
        metadata,
        Column("id", String, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("name", String, nullable=False),
        Column("origin", String, nullable=False),
        Column("created", String, nullable=False),
        Column("finished", String),
        Column("state", String, nullable=False),
        Column("parameters", JSON, nullable=False),
        Column("handle", JSON, nullable=False),
        Column("detail", String, nullable=False),
    )
)

messages = belongs_to_station(
    Table(
        "operation_messages",
        metadata,
        Column("message_id", String, primary_key=True),
        Column("operation", String, nullable=False, index=True),
        Column("station", String, nullable=False, index=True),
        Column("number", Integer, nullable=False),
        Column("action", String, nullable=False),
        Column("request", JSON, nullable=False),
        Column("sent", String, nullable=False),
        Column("answered", String),
        Column("answer", JSON(none_as_null=True)),
        Column("error", JSON(none_as_null=True)),
    )
)


_messages_of = Prepared(
    select(messages).where(messages.c.operation == bindparam("operation")).order_by(messages.c.number)
)


def add(db: Connection, operation: str, station: str, name: str, origin: str, parameters: dict[str, Any]) -> None:
    """Store a new operation; `origin` is `operator`, or `csms` for a reaction."""
    row = {
        "id": operation,
        "station": station,
        "name": name,
        "origin": origin,
        "created": timestamp(),
        "state": "queued",
        "parameters": without_secrets(parameters),
        "handle": {},
        "detail": "",
    }
    tables.add(db, operations, row)


def sent(db: Connection, operation: str, station: str, number: int, message: dict[str, Any]) -> None:
    """Store a sent request of this operation: `message` has `message_id`, `action` and `request`."""
    row = {
        "message_id": message["message_id"],
        "operation": operation,
        "station": station,
        "number": number,
        "action": message["action"],
        "request": without_secrets(message["request"]),
        "sent": timestamp(),
    }
    tables.add(db, messages, row)
    change(db, operations, {"id": operation}, {"state": "sent"})


def answered(
    db: Connection, message_id: str, answer: dict[str, Any] | None, error: dict[str, Any] | None = None
) -> None:
    """Store the station's answer to a request of an operation, or the CALLERROR."""
    outcome = {"answered": timestamp(), "answer": without_secrets(answer), "error": without_secrets(error)}
    change(db, messages, {"message_id": message_id}, outcome)


def finish(db: Connection, operation: str, state: str, detail: str, handle: dict[str, Any]) -> None:
    """Store the end of the operation."""
    outcome = {"state": state, "detail": detail, "handle": handle, "finished": timestamp()}
    change(db, operations, {"id": operation}, outcome)


def abandon_unfinished(db: Connection) -> None:
    """Mark operations that an earlier process left unfinished as failed."""
    db.execute(
        update(operations)
        .where(operations.c.state.in_(UNFINISHED))
        .values(state="failed", detail="the CSMS stopped before the operation had ended", finished=timestamp())
    )


def find(db: Connection, operation: str) -> dict[str, Any] | None:
    """Return one operation as the operator sees it, or None."""
    row = find_row(db, operations, {"id": operation})
    if row is None:
        return None
    return {
        "operation": row["id"],
        "name": row["name"],
        "station": row["station"],
        "origin": row["origin"],
        "state": row["state"],
        "created": row["created"],
        "finished": row["finished"],
        "parameters": row["parameters"],
        "messages": [
            {
                "action": message["action"],
                "messageId": message["message_id"],
                "request": message["request"],
                "sent": message["sent"],
                "answered": message["answered"],
                "answer": message["answer"],
                "error": message["error"],
            }
            for message in _messages_of.all(db, {"operation": operation})
        ],
        "handle": row["handle"],
        "detail": row["detail"],
    }


def created(db: Connection, station: str, operation: str, name: str) -> int | None:
    """Return an id from the handle of an operation for this station, or None."""
    query = select(operations.c.handle).where(operations.c.station == station, operations.c.id == operation)
    number = (db.execute(query).scalar_one_or_none() or {}).get(name)
    return number if isinstance(number, int) else None


def latest(db: Connection, station: str, limit: int) -> list[dict[str, Any]]:
    """Return the newest operations of a station, newest first."""
    ids = db.execute(
        select(operations.c.id)
        .where(operations.c.station == station)
        .order_by(operations.c.created.desc())
        .limit(limit)
    ).scalars()
    return [found for id_ in ids if (found := find(db, id_)) is not None]
