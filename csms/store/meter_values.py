"""Meter values with or without a transaction, and the newest reading of every meter."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, Float, Index, Integer, String, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from plugfest.csms.store.database import defer
from plugfest.csms.store.energy import REGISTER, MeterValue, amount_of
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import find_row, in_utc, metadata, moment

_CLOCKS_DIFFER: Final = timedelta(hours=1)

meter_values = belongs_to_station(
    Table(
        "meter_values",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False),
        Column("evse", Integer),
        Column("transaction", IDENTIFIER),
        Column("seq_no", Integer),
        Column("timestamp", String, nullable=False),
        Column("sampled", JSON, nullable=False),
        Index("meter_values_of", "station", "transaction"),
    )
)

meters = belongs_to_station(
    Table(
        "meters",
        metadata,
        Column("station", String, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("timestamp", String, nullable=False),
        Column("at", String, nullable=False),
        Column("energy", Float, nullable=False),
        sqlite_with_rowid=False,
    )
)

_new = insert(meters)
_read = Prepared(
    _new.on_conflict_do_update(
        index_elements=("station", "evse"),
        set_={name: _new.excluded[name] for name in ("timestamp", "at", "energy")},
        where=_new.excluded["at"] >= meters.c["at"],
    ),
    meters.c.keys(),
)

_of_transaction = Prepared(
    select(meter_values.c.timestamp, meter_values.c.sampled).where(
        meter_values.c.station == bindparam("station"), meter_values.c.transaction == bindparam("transaction")
    )
)

_of_station = (
    select(meter_values)
    .where(meter_values.c.station == bindparam("station"))
    .order_by(meter_values.c.timestamp.desc(), meter_values.c.id.desc())
    .limit(bindparam("limit", type_=Integer))
)
_newest = Prepared(_of_station)
_newest_of_transaction = Prepared(_of_station.where(meter_values.c.transaction == bindparam("transaction")))


def add(
    db: Connection,
    station: str,
    evse: int | None,
    value: dict[str, Any],
    transaction: str | None = None,
    seq_no: int | None = None,
) -> None:
    """Store one MeterValueType with unchanged samples; an energy register updates the meter's reading."""
    row = {
        "station": station,
        "evse": evse,
        "transaction": transaction,
        "seq_no": seq_no,
        "timestamp": value["timestamp"],
        "sampled": value["sampledValue"],
    }
    defer(db, meter_values, row)
    if evse is None:
        return
    for place in ("Outlet", "Inlet"):
        energy = amount_of(value["sampledValue"], REGISTER, place)
        if energy is not None:
            read(db, station, evse, value["timestamp"], float(energy))
            return


def read(db: Connection, station: str, evse: int, at: str, energy: float) -> None:
    """Store the reading of an energy register in Wh, unless it is older than the stored one.

    A reading from the future counts as the oldest: the next one with a plausible time replaces it.
    """
    possible = moment(at) <= datetime.now(UTC) + _CLOCKS_DIFFER
    reading = {"timestamp": at, "at": in_utc(at) if possible else "", "energy": energy}
    defer(db, _read, {"station": station, "evse": evse, **reading})


def reading(db: Connection, station: str, evse: int) -> dict[str, Any] | None:
    """Return the newest reading of a meter, or None."""
    row = find_row(db, meters, {"station": station, "evse": evse})
    return None if row is None else {"evse": evse, "timestamp": row["timestamp"], "energy": row["energy"]}


def of_transaction(db: Connection, station: str, transaction: str) -> list[MeterValue]:
    """Return all values of a transaction."""
    rows = _of_transaction.all(db, {"station": station, "transaction": transaction})
    return [MeterValue(moment(row["timestamp"]), row["sampled"]) for row in rows]


def view(db: Connection, station: str, transaction: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the newest meter values of a station, or of one of its transactions, newest first."""
    values = {"station": station, "transaction": transaction, "limit": limit}
    rows = (_newest if transaction is None else _newest_of_transaction).all(db, values)
    return [
        {
            "evse": row["evse"],
            "transaction": row["transaction"],
            "seqNo": row["seq_no"],
            "timestamp": row["timestamp"],
            "sampledValue": row["sampled"],
        }
        for row in rows
    ]
