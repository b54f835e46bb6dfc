"""Tariffs by name, each in one or more currencies, and the tariff of each station."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, String, Table, bindparam, delete, func, select

from plugfest.csms.store import device_model
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

DEFAULT: Final = "default"
"""The tariff of every station that has no other."""

tariffs = Table(
    "tariffs",
    metadata,
    Column("name", String, primary_key=True),
    Column("currency", String, primary_key=True),
    Column("prices", JSON, nullable=False),
    Column("updated", String, nullable=False),
)

station_tariffs = belongs_to_station(
    Table(
        "station_tariffs",
        metadata,
        Column("station", String, primary_key=True),
        Column("tariff", String, nullable=False),
    )
)

_own = select(station_tariffs.c.tariff).where(station_tariffs.c.station == bindparam("station_")).scalar_subquery()
_applicable = Prepared(select(tariffs).where(tariffs.c.name == func.coalesce(_own, DEFAULT)))


def put(db: Connection, name: str, currency: str, prices: dict[str, Any]) -> None:
    """Add a tariff, or replace its prices in this currency."""
    upsert(db, tariffs, {"name": name, "currency": currency}, {"prices": prices, "updated": timestamp()})


def remove(db: Connection, name: str, currency: str) -> bool:
    """Remove the prices of a tariff in this currency. Return False if there are none."""
    here = (tariffs.c.name == name, tariffs.c.currency == currency)
    return db.execute(delete(tariffs).where(*here)).rowcount > 0


def view(db: Connection, name: str | None = None, currency: str | None = None) -> list[dict[str, Any]]:
    """Return the price list, or the part of it with this name and currency."""
    query = select(tariffs).order_by(tariffs.c.name, tariffs.c.currency)
    if name is not None:
        query = query.where(tariffs.c.name == name)
    if currency is not None:
        query = query.where(tariffs.c.currency == currency)
    return [_to_json(dict(row)) for row in db.execute(query).mappings()]


def assign(db: Connection, station: str, name: str | None) -> None:
    """Give a station a tariff of its own; None: the default one again."""
    if name is None:
        db.execute(delete(station_tariffs).where(station_tariffs.c.station == station))
    else:
        upsert(db, station_tariffs, {"station": station}, {"tariff": name})


def applicable(db: Connection, station: str) -> dict[str, Any] | None:
    """Return the tariff of a station in its own currency (TariffCostCtrlr.Currency), or None.

    Before the station reports its currency, a tariff with a single currency applies.
    """
    found = {row["currency"]: row for row in _applicable.all(db, {"station_": station})}
    if not found:
        return None
    key = device_model.key_of(station, {"name": "TariffCostCtrlr"}, {"name": "Currency"})
    currency = device_model.value(db, key)
    if currency is not None:
        row = found.get(currency.strip().upper())
    else:
        row = next(iter(found.values())) if len(found) == 1 else None
    return None if row is None else _to_json(row)


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "tariff": row["name"],
        "currency": row["currency"],
        "prices": row["prices"],
        "updated": row["updated"],
    }
