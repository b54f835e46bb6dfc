"""Security events: reported by stations (A04), and detected by the CSMS (A00.FR.408)."""

from typing import Any, Literal

from sqlalchemy import Column, Connection, Integer, String, Table, select

from plugfest.csms.store.database import defer
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp

security_events = belongs_to_station(
    Table(
        "security_events",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("received", String, nullable=False),
        Column("origin", String, nullable=False),
        Column("type", String, nullable=False),
        Column("timestamp", String, nullable=False),
        Column("tech_info", String),
    )
)


def note(
    db: Connection,
    station: str,
    type_: str,
    tech_info: str | None = None,
    *,
    happened: str | None = None,
    origin: Literal["station", "csms"] = "station",
) -> None:
    """Keep an event; `happened` is an RFC 3339 time, by default now."""
    now = timestamp()
    row = {
        "station": station,
        "received": now,
        "origin": origin,
        "type": type_,
        "timestamp": happened or now,
        "tech_info": tech_info,
    }
    defer(db, security_events, row)


def latest(db: Connection, station: str, limit: int) -> list[dict[str, Any]]:
    """Return the newest events of a station, newest first."""
    query = select(security_events).where(security_events.c.station == station)
    rows = db.execute(query.order_by(security_events.c.id.desc()).limit(limit)).mappings()
    return [
        {
            "received": row["received"],
            "origin": row["origin"],
            "type": row["type"],
            "timestamp": row["timestamp"],
            "techInfo": row["tech_info"],
        }
        for row in rows
    ]
