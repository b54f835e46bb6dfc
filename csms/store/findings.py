"""Findings of stations: time, kind, and requirement."""

from typing import Any

from sqlalchemy import Column, Connection, Integer, String, Table, Text, delete, select

from plugfest.csms.store.database import defer
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp

findings = belongs_to_station(
    Table(
        "findings",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("at", String, nullable=False),
        Column("finding", String, nullable=False),
        Column("requirement", String, nullable=False),
        Column("text", Text, nullable=False),
        Column("action", String),
        Column("message_id", String),
    )
)


def add(
    db: Connection,
    station: str,
    finding: str,
    requirement: str,
    text: str,
    *,
    action: str | None = None,
    message_id: str | None = None,
) -> None:
    """Store a finding."""
    row = {
        "station": station,
        "at": timestamp(),
        "finding": finding,
        "requirement": requirement,
        "text": text[:1000],
        "action": action,
        "message_id": message_id,
    }
    defer(db, findings, row)


def view(db: Connection, station: str, limit: int) -> list[dict[str, Any]]:
    """Return the newest findings of a station, newest first."""
    query = select(findings).where(findings.c.station == station).order_by(findings.c.id.desc()).limit(limit)
    return [
        {
            "at": row["at"],
            "finding": row["finding"],
            "requirement": row["requirement"],
            "text": row["text"],
            "action": row["action"],
            "messageId": row["message_id"],
        }
        for row in db.execute(query).mappings()
    ]


def clear(db: Connection, station: str) -> int:
    """Remove all findings of a station; return how many there were."""
    return db.execute(delete(findings).where(findings.c.station == station)).rowcount
