"""Requested logs of stations: the status of each upload, and its file."""

from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, String, Table, select, update

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, metadata, timestamp, upsert

REFUSED: Final = "Rejected"
CANCELED: Final = "AcceptedCanceled"

logs = belongs_to_station(
    Table(
        "logs",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("type", String, nullable=False),
        # The unique address of this upload, and the name of the stored file.
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
    """Store a log request about to be sent; its upload address ends with `ticket`."""
    now = timestamp()
    values = {"type": type_, "ticket": ticket, "requested": now, "updated": now}
    upsert(db, logs, {"station": station, "request_id": request_id}, values)


def advance(db: Connection, station: str, request_id: int, **values: Any) -> None:
    """Store the `answer`, the `filename` or the `state` of a known upload."""
    key = {"station": station, "request_id": request_id}
    change(db, logs, key, {**values, "updated": timestamp()})


def awaited(db: Connection, ticket: str) -> bool:
    """Return whether an upload with this ticket is allowed: issued, not used and not refused."""
    row = db.execute(select(logs.c.answer, logs.c.received).where(logs.c.ticket == ticket)).one_or_none()
    return row is not None and row.received is None and row.answer != REFUSED


def receive(db: Connection, ticket: str, size: int, digest: str) -> bool:
    """Store that the file was uploaded. Return False if another was first, or the station was removed."""
    now = timestamp()
    unused = (logs.c.ticket == ticket, logs.c.received.is_(None))
    values = {"received": now, "size": size, "digest": digest, "updated": now}
    return db.execute(update(logs).where(*unused).values(**values)).rowcount > 0


def kept(db: Connection, ticket: str) -> bool:
    """Return whether the file of this ticket is stored."""
    return db.execute(select(logs.c.received).where(logs.c.ticket == ticket)).scalar_one_or_none() is not None


def tickets(db: Connection) -> set[str]:
    """Return all tickets that belong to a log of a station."""
    return set(db.execute(select(logs.c.ticket)).scalars())


def view(db: Connection, station: str, address: str) -> list[dict[str, Any]]:
    """Return the logs of a station, newest first; `content` is the address of a stored file."""
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
