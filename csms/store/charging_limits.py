"""Reported limits of stations besides the CSMS's own profiles: external limits, composite schedules."""

from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, select

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import find_rows, metadata, remove, timestamp, upsert

limits = belongs_to_station(
    Table(
        "charging_limits",
        metadata,
        Column("station", String, primary_key=True),
        # 0 is the station as a whole, also if no EVSE is given.
        Column("evse", Integer, primary_key=True),
        Column("source", String, primary_key=True),
        Column("received", String, nullable=False),
        Column("payload", JSON, nullable=False),
    )
)

composites = belongs_to_station(
    Table(
        "composite_schedules",
        metadata,
        Column("station", String, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("received", String, nullable=False),
        Column("reported", JSON, nullable=False),
        Column("computed", JSON, nullable=False),
    )
)


def keep(db: Connection, station: str, payload: dict[str, Any]) -> None:
    """Store a NotifyChargingLimitRequest, which replaces the limit of the same source."""
    key = {
        "station": station,
        "evse": payload.get("evseId", 0),
        "source": payload["chargingLimit"]["chargingLimitSource"],
    }
    upsert(db, limits, key, {"received": timestamp(), "payload": payload})


def clear(db: Connection, station: str, source: str, evse: int) -> None:
    """Remove the limit of that source (K13)."""
    remove(db, limits, {"station": station, "evse": evse, "source": source})


def schedules(db: Connection, station: str, evse: int) -> list[dict[str, Any]]:
    """Return the schedules of the external limits of an EVSE."""
    query = select(limits.c.payload).where(limits.c.station == station, limits.c.evse.in_((0, evse)))
    reported = db.execute(query.order_by(limits.c.evse, limits.c.source)).scalars()
    return [schedule for payload in reported for schedule in payload.get("chargingSchedule", ())]


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the external limits as the operator sees them."""
    return [
        {
            "evse": row["evse"],
            "source": row["source"],
            "received": row["received"],
            "gridCritical": row["payload"]["chargingLimit"].get("isGridCritical"),
            "schedules": row["payload"].get("chargingSchedule", []),
        }
        for row in find_rows(db, limits, {"station": station}, "evse", "source")
    ]


def keep_composite(db: Connection, station: str, evse: int, reported: dict[str, Any], computed: dict[str, Any]) -> None:
    """Store a reported composite schedule; `computed` is the CSMS's own computation."""
    values = {"received": timestamp(), "reported": reported, "computed": computed}
    upsert(db, composites, {"station": station, "evse": evse}, values)


def composites_of(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the latest composite schedule of each EVSE, as reported and as computed."""
    rows = find_rows(db, composites, {"station": station}, "evse")
    return [{name: row[name] for name in ("evse", "received", "reported", "computed")} for row in rows]


def composite_of(db: Connection, station: str, evse: int) -> dict[str, Any] | None:
    """Return the latest composite schedule of one EVSE, or None."""
    return next((one for one in composites_of(db, station) if one["evse"] == evse), None)
