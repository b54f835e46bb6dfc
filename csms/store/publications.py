"""Firmware published by local controllers, and requests to unpublish it (L03, L04)."""

from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select, update

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, metadata, timestamp, upsert

publications = belongs_to_station(
    Table(
        "publications",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("firmware", String, nullable=False),
        Column("location", String, nullable=False),
        Column("checksum", IDENTIFIER, nullable=False),
        Column("requested", String, nullable=False),
        Column("answer", String),
        Column("state", String),
        Column("locations", JSON, nullable=False),
        Column("updated", String, nullable=False),
    )
)

unpublications = belongs_to_station(
    Table(
        "unpublications",
        metadata,
        Column("station", String, primary_key=True),
        Column("checksum", IDENTIFIER, primary_key=True),
        Column("answer", String, nullable=False),
        Column("answered", String, nullable=False),
    )
)


def begin(db: Connection, station: str, request_id: int, **asked: str) -> None:
    """Store a publication about to be requested: `firmware`, `location`, `checksum`."""
    now = timestamp()
    values = {**asked, "requested": now, "updated": now, "locations": []}
    upsert(db, publications, {"station": station, "request_id": request_id}, values)


def advance(db: Connection, station: str, request_id: int, **values: Any) -> None:
    """Store the `answer`, the `state` or the `locations` of a known publication."""
    key = {"station": station, "request_id": request_id}
    change(db, publications, key, {**values, "updated": timestamp()})


def take_back(db: Connection, station: str, checksum: str, answer: str) -> None:
    """Store the local controller's answer to UnpublishFirmware for the image with this checksum."""
    note_answer(db, station, checksum, answer)
    if answer != "DownloadOngoing":
        published = (publications.c.station == station, publications.c.checksum == checksum)
        gone = {"state": "Unpublished", "locations": [], "updated": timestamp()}
        db.execute(update(publications).where(*published, publications.c.state == "Published").values(**gone))


def note_answer(db: Connection, station: str, checksum: str, answer: str) -> None:
    """Store an answer after which the image stays published."""
    values = {"answer": answer, "answered": timestamp()}
    upsert(db, unpublications, {"station": station, "checksum": checksum}, values)


def last_checksum(db: Connection, station: str) -> str | None:
    """Return the checksum of the local controller's last requested publication, or None."""
    query = select(publications.c.checksum).where(publications.c.station == station)
    return db.execute(query.order_by(publications.c.request_id.desc()).limit(1)).scalar_one_or_none()


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the publications of a local controller, newest first."""
    query = select(publications).where(publications.c.station == station)
    return [
        {
            "requestId": row.request_id,
            "firmware": row.firmware,
            "location": row.location,
            "checksum": row.checksum,
            "requested": row.requested,
            "answer": row.answer,
            "state": row.state,
            "locations": row.locations,
            "updated": row.updated,
        }
        for row in db.execute(query.order_by(publications.c.request_id.desc()))
    ]


def taken_back(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the local controller's answers to UnpublishFirmware, by checksum."""
    query = select(unpublications).where(unpublications.c.station == station).order_by(unpublications.c.checksum)
    return [{"checksum": row.checksum, "answer": row.answer, "answered": row.answered} for row in db.execute(query)]
