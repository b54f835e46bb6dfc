"""Logs that stations were asked for: how far each upload has come, and the file once it is here."""

from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, String, Table, select, update

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

REFUSED: Final = "Rejected"
CANCELED: Final = "AcceptedCanceled"

logs = belongs_to_station(
    Table(
        "logs",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("type", String, nullable=False),
        # The one address that this upload is taken at, and the name of the file when it is kept.
        Column("ticket", String, nullable=False, unique=True),
        Column("requested", String, nullable=False),
        Column("answer", String),
        Column("filename", String),
        Column("state", String),
        Column("received", String),
        Column("size", Integer),
        Column("digest", String),
        Column("updated", String, nullable=False),
    )
)


def begin(db: Connection, station: str, request_id: int, type_: str, ticket: str) -> None:
    """Store that a log is about to be asked for; it may be sent to the address that ends with `ticket`."""
    now = timestamp()
    values = {"type": type_, "ticket": ticket, "requested": now, "updated": now}
    upsert(db, logs, {"station": station, "request_id": request_id}, values)


def advance(db: Connection, station: str, request_id: int, **values: Any) -> None:
    """Store that the `answer`, the `filename` or the `state` of an upload; nothing where we do not know it."""
    key = (logs.c.station == station, logs.c.request_id == request_id)
    db.execute(update(logs).where(*key).values(**values, updated=timestamp()))


def awaited(db: Connection, ticket: str) -> bool:
    """Return whether a file may be sent under this ticket: it was given out, not used and not refused."""
    row = db.execute(select(logs.c.answer, logs.c.received).where(logs.c.ticket == ticket)).one_or_none()
    return row is not None and row.received is None and row.answer != REFUSED


def receive(db: Connection, ticket: str, size: int, digest: str) -> bool:
    """Return the file of this upload is here. False where another was first, or the station is gone meanwhile."""
    now = timestamp()
    unused = (logs.c.ticket == ticket, logs.c.received.is_(None))
    values = {"received": now, "size": size, "digest": digest, "updated": now}
    return db.execute(update(logs).where(*unused).values(**values)).rowcount > 0


def kept(db: Connection, ticket: str) -> bool:
    """Return whether the file of this ticket is here."""
    return db.execute(select(logs.c.received).where(logs.c.ticket == ticket)).scalar_one_or_none() is not None


def tickets(db: Connection) -> set[str]:
    """Return all tickets that belong to a log of a station."""
    return set(db.execute(select(logs.c.ticket)).scalars())


def view(db: Connection, station: str, address: str) -> list[dict[str, Any]]:
    """Return the logs of a station, newest first; `content` is where a file that is here can be fetched."""
    query = select(logs).where(logs.c.station == station).order_by(logs.c.request_id.desc())
    return [
        {
            "requestId": row.request_id,
            "type": row.type,
            "requested": row.requested,
            "answer": row.answer,
            "filename": row.filename,
            "state": row.state,
            "received": row.received,
            "size": row.size,
            "sha256": row.digest,
            "content": f"{address}/logs/{row.ticket}" if row.received else None,
            "updated": row.updated,
        }
        for row in db.execute(query)
    ]
