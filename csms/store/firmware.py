"""Firmware images, and the status of each update of each station."""

from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, delete, select, update

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, metadata, timestamp, upsert

OVER: Final = ("Installed", "DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature")
"""The last statuses of an update (FirmwareStatusEnumType)."""
CANCELED: Final = "Canceled"
"""Our state of an update that the station cancelled for a newer one (L01.FR.24)."""

images = Table(
    "firmware_images",
    metadata,
    Column("name", String, primary_key=True),
    # Without a location the image is stored here, in a file named after the ticket.
    Column("location", String),
    Column("ticket", String, unique=True),
    Column("certificate", String),
    Column("signature", String),
    Column("checksum", String),
    Column("unsigned", Boolean),
    Column("size", Integer),
    Column("stored", String, nullable=False),
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
    """Return one image, or None."""
    return find_row(db, images, {"name": name})


def every(db: Connection) -> list[dict[str, Any]]:
    """Return all images, by name."""
    return [dict(row) for row in db.execute(select(images).order_by(images.c.name)).mappings()]


def put(db: Connection, name: str, **values: Any) -> None:
    """Add an image or replace it.

    An external image has a `location`, one stored here a `ticket`, and a `size` once it is uploaded. Stations verify it
    with `certificate` (PEM), `signature` (base64) and `checksum` (MD5).
    """
    blank = dict.fromkeys(("location", "ticket", "certificate", "signature", "checksum", "size", "unsigned"))
    upsert(db, images, {"name": name}, {**blank, **values, "stored": timestamp()})


def awaited(db: Connection, ticket: str) -> dict[str, Any] | None:
    """Return the image expected under this ticket, or None."""
    wanted = (images.c.ticket == ticket, images.c.size.is_(None))
    row = db.execute(select(images).where(*wanted)).mappings().one_or_none()
    return None if row is None else dict(row)


def receive(db: Connection, ticket: str, **values: Any) -> bool:
    """Store that an image has arrived. False if it was not expected."""
    wanted = (images.c.ticket == ticket, images.c.size.is_(None))
    return db.execute(update(images).where(*wanted).values(**values, stored=timestamp())).rowcount > 0


def tickets(db: Connection) -> set[str]:
    """Return the tickets of all stored or expected images."""
    return set(db.execute(select(images.c.ticket).where(images.c.ticket.is_not(None))).scalars())


def remove(db: Connection, name: str) -> bool:
    """Forget an image. False where it was not known."""
    return db.execute(delete(images).where(images.c.name == name)).rowcount > 0


def begin(db: Connection, station: str, request_id: int, firmware: str) -> None:
    """Store an update about to be requested."""
    now = timestamp()
    values = {"firmware": firmware, "requested": now, "updated": now}
    upsert(db, updates, {"station": station, "request_id": request_id}, values)


def advance(db: Connection, station: str, request_id: int, **values: str) -> bool:
    """Store the `answer` or the `state` of an update. Return False for an unknown one."""
    key = {"station": station, "request_id": request_id}
    return change(db, updates, key, {**values, "updated": timestamp()}) > 0


def cancel_before(db: Connection, station: str, request_id: int) -> None:
    """Store that the station cancelled its current update for this one."""
    under_way = (
        updates.c.station == station,
        updates.c.request_id < request_id,
        updates.c.answer.in_(("Accepted", "AcceptedCanceled")),
        updates.c.state.is_(None) | updates.c.state.not_in((*OVER, CANCELED)),
    )
    db.execute(update(updates).where(*under_way).values(state=CANCELED, updated=timestamp()))


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the updates of a station, newest first."""
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
