"""Reports of stations: device events, security events, the progress of operations."""

from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select

from plugfest.csms.store.database import defer
from plugfest.csms.store.prepared import json_text
from plugfest.csms.store.secrets import without_secrets
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, page, timestamp

notices = belongs_to_station(
    Table(
        "notices",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("received", String, nullable=False),
        Column("action", String, nullable=False),
        Column("request_id", Integer),
        Column("payload", JSON, nullable=False),
    )
)


def note(db: Connection, station: str, action: str, payload: dict[str, Any]) -> None:
    """Store a request unchanged; it is found by its `requestId` if it has one."""
    row = {
        "station": station,
        "received": timestamp(),
        "action": action,
        "request_id": payload.get("requestId"),
        "payload": without_secrets(payload),
    }
    defer(db, notices, row)


def latest(
    db: Connection, station: str, action: str, limit: int = 100, request_id: int | None = None
) -> list[dict[str, Any]]:
    """Return the newest notices of one action, newest first: `received` and `payload` of each."""
    query = select(notices.c.received, notices.c.payload).where(
        notices.c.station == station, notices.c.action == action
    )
    if request_id is not None:
        query = query.where(notices.c.request_id == request_id)
    rows = db.execute(query.order_by(notices.c.id.desc()).limit(limit)).mappings()
    return [dict(row) for row in page(rows, lambda row: len(json_text(row["payload"])))]
