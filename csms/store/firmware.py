"""Firmware images that can be installed, and how far each update of each station has come."""

from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, select, update

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

images = Table(
    "firmware_images",
    metadata,
    Column("name", String, primary_key=True),
    Column("location", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("signature", String, nullable=False),
)

updates = belongs_to_station(
    Table(
        "firmware_updates",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("firmware", String, nullable=False),
        Column("requested", String, nullable=False),
        Column("answer", String),
        Column("state", String),
        Column("updated", String, nullable=False),
    )
)


def find(db: Connection, name: str) -> dict[str, Any] | None:
    """One image, or None."""
    row = db.execute(select(images).where(images.c.name == name)).mappings().one_or_none()
    return None if row is None else dict(row)


def put(db: Connection, name: str, location: str, certificate: str, signature: str) -> None:
    """Add an image or replace it: where it lies, and in PEM and base64 what it is verified with."""
    values = {"location": location, "certificate": certificate, "signature": signature}
    upsert(db, images, {"name": name}, values)


def begin(db: Connection, station: str, request_id: int, firmware: str) -> None:
    """An update is about to be asked for."""
    now = timestamp()
    values = {"firmware": firmware, "requested": now, "updated": now}
    upsert(db, updates, {"station": station, "request_id": request_id}, values)


def advance(db: Connection, station: str, request_id: int, **values: str) -> bool:
    """The `answer` or the `state` of an update. False for an update that we do not know."""
    key = (updates.c.station == station, updates.c.request_id == request_id)
    return db.execute(update(updates).where(*key).values(**values, updated=timestamp())).rowcount > 0


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """The updates of a station, newest first."""
    query = select(updates).where(updates.c.station == station).order_by(updates.c.request_id.desc())
    return [
        {
            "requestId": row.request_id,
            "firmware": row.firmware,
            "requested": row.requested,
            "answer": row.answer,
            "state": row.state,
            "updated": row.updated,
        }
        for row in db.execute(query)
    ]
