"""Monitors that were set or reported, and the level and base of monitoring."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Connection, Float, Integer, String, Table, delete

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import find_row, find_rows, metadata, remove, timestamp, upsert

SET: Final = "set"
REPORTED: Final = "reported"

monitors = belongs_to_station(
    Table(
        "monitors",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", Integer, primary_key=True),
        Column("component", JSON, nullable=False),
        Column("variable", JSON, nullable=False),
        Column("type", String, nullable=False),
        Column("value", Float),
        Column("severity", Integer, nullable=False),
        Column("transaction", Boolean, nullable=False),
        # Whether the CSMS set it, or it is only known from a report.
        Column("origin", String, nullable=False),
        Column("updated", String, nullable=False),
    )
)

monitoring = belongs_to_station(
    Table(
        "monitoring",
        metadata,
        Column("station", String, primary_key=True),
        Column("base", String),
        Column("level", Integer),
        Column("updated", String, nullable=False),
    )
)


def keep(db: Connection, station: str, id_: int, origin: str, **values: Any) -> None:
    """Store a monitor with its `component`, `variable`, `type`, `value`, `severity` and `transaction`.

    A reported monitor that the CSMS set keeps that origin.
    """
    key = {"station": station, "id": id_}
    known = find_row(db, monitors, key)
    upsert(db, monitors, key, {**values, "origin": known["origin"] if known else origin, "updated": timestamp()})


def forget(db: Connection, station: str, ids: Iterable[int]) -> None:
    """Remove these monitors."""
    db.execute(delete(monitors).where(monitors.c.station == station, monitors.c.id.in_(list(ids))))


def forget_ours(db: Connection, station: str) -> None:
    """Remove every monitor set by the CSMS (N03.FR.04, FR.05)."""
    remove(db, monitors, {"station": station, "origin": SET})


def keep_only(db: Connection, station: str, ids: Iterable[int]) -> None:
    """Remove all monitors but these."""
    db.execute(delete(monitors).where(monitors.c.station == station, monitors.c.id.not_in(list(ids))))


def set_monitoring(db: Connection, station: str, **values: Any) -> None:
    """Store the accepted `base` or `level`."""
    upsert(db, monitoring, {"station": station}, {**values, "updated": timestamp()})


def settings_of(db: Connection, station: str) -> dict[str, Any]:
    """Return the last accepted `base` and `level`; None if none was set."""
    row = find_row(db, monitoring, {"station": station}) or {}
    return {"base": row.get("base"), "level": row.get("level")}


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the monitors of a station, by id."""
    rows = find_rows(db, monitors, {"station": station}, "id")
    return [{name: value for name, value in row.items() if name != "station"} for row in rows]
