"""Stations: credentials, boot policy, and self-reported data."""

from typing import Any, Final

from sqlalchemy import Column, Connection, Index, Integer, String, Table, bindparam, delete, func, or_, select, update

from plugfest.csms.store import tables
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.tables import find_row, metadata, timestamp, upsert

stations = Table(
    "stations",
    metadata,
    Column("id", String, primary_key=True),
    Column("created", String, nullable=False),
    Column("password_hash", String),
    Column("offered_password_hash", String),
    Column("security_profile", Integer, nullable=False),
    Column("boot_policy", String, nullable=False),
    Column("boot_times", Integer),
    Column("boot_interval", Integer),
    Column("registration", String),
    Column("last_boot", String),
    Column("boot_reason", String),
    Column("vendor", String),
    Column("model", String),
    Column("provisioned_serial_number", String),
    Column("serial_number", String),
    Column("firmware_version", String),
    Column("heartbeat_interval", Integer),
)

Index("ix_stations_id_in_lower_case", func.lower(stations.c.id))
Index("ix_stations_provisioned_serial_number", stations.c.provisioned_serial_number)

_NEW: Final = {"security_profile": 1, "boot_policy": "accept"}
"""Values of a station that is provisioned without them."""

_by_id = Prepared(select(stations).where(stations.c.id == bindparam("id_")))
_by_any_case = Prepared(select(stations).where(func.lower(stations.c.id) == func.lower(bindparam("id_"))))
_of_another = Prepared(
    select(stations.c.id).where(
        stations.c.id != bindparam("id_"),
        or_(stations.c.id == bindparam("serial"), stations.c.provisioned_serial_number == bindparam("serial")),
    )
)
_remove = Prepared(delete(stations).where(stations.c.id == bindparam("id_")))
_remove_children: list[Prepared] = []


def belongs_to_station(table: Table) -> Table:
    """Mark a table with a column `station` whose rows are removed with their station."""
    _remove_children.append(Prepared(delete(table).where(table.c.station == bindparam("id_"))))
    return table


def find(db: Connection, station: str) -> dict[str, Any] | None:
    """Return all columns of one station, or None if it is not known.

    OCPP compares identifiers without letter case. The row has the provisioned spelling.
    """
    return _by_id.one(db, {"id_": station}) or _by_any_case.one(db, {"id_": station})


def rows(db: Connection) -> list[dict[str, Any]]:
    """Return all columns of all stations, in the order of their ids."""
    return [dict(row) for row in db.execute(select(stations).order_by(stations.c.id)).mappings()]


def put(db: Connection, station: str, values: dict[str, Any]) -> bool:
    """Provision a station, or change the given `values`. Return True if it is new."""
    known = find(db, station)
    if known is None:
        tables.add(db, stations, {"id": station, "created": timestamp(), **_NEW, **values})
    elif values:
        change(db, known["id"], values)
    return known is None


def put_and_find(db: Connection, station: str) -> dict[str, Any] | None:
    """Provision a station without a password, and return its row; None if another one has this name."""
    if belongs_to_another(db, station, station):
        return None
    put(db, station, {})
    return find(db, station)


def change(db: Connection, station: str, values: dict[str, Any]) -> None:
    """Set columns of a station that is there."""
    tables.change(db, stations, {"id": station}, values)


def serial_number(row: dict[str, Any]) -> str:
    """Return the name that a station's certificate must have: its serial number as provisioned, else its id.

    A self-reported serial number is not used: any station can report that of another.
    """
    return str(row["provisioned_serial_number"] or row["id"])


def belongs_to_another(db: Connection, station: str, serial: str) -> bool:
    """Return whether another station was provisioned with this serial number, or has this id."""
    return _of_another.one(db, {"id_": station, "serial": serial}) is not None


def raise_security_profile(db: Connection, station: str, profile: int) -> None:
    """Store the used security profile; lower ones are no longer allowed (A05.FR.07)."""
    lower = (stations.c.id == station, stations.c.security_profile < profile)
    db.execute(update(stations).where(*lower).values(security_profile=profile))


def offer_password(db: Connection, station: str, password_hash: str | None) -> None:
    """Store an offered password; None: the station rejected it (A01.FR.04)."""
    change(db, station, {"offered_password_hash": password_hash})


def take_offered_password(db: Connection, station: str) -> None:
    """Make the offered password the valid one (A01.FR.03)."""
    offered = (stations.c.id == station, stations.c.offered_password_hash.is_not(None))
    new = {"password_hash": stations.c.offered_password_hash, "offered_password_hash": None}
    db.execute(update(stations).where(*offered).values(**new))


def remove(db: Connection, station: str) -> bool:
    """Remove a station and all its data. Return False if it is unknown."""
    for child in _remove_children:
        child.run(db, {"id_": station})
    return _remove.run(db, {"id_": station}) > 0


sequences = belongs_to_station(
    Table(
        "sequences",
        metadata,
        Column("station", String, primary_key=True),
        Column("name", String, primary_key=True),
        Column("last", Integer, nullable=False),
    )
)


def next_number(db: Connection, station: str, name: str) -> int:
    """Return the next number of a series of ids (`requestId`, `remoteStartId`...); the first is 1."""
    key = {"station": station, "name": name}
    known = find_row(db, sequences, key)
    number = known["last"] + 1 if known else 1
    upsert(db, sequences, key, {"last": number})
    return number
