"""Accounts of transactions: tariff, time and relevant readings, to calculate the cost at any time."""

from typing import Any, Final

import msgspec
from sqlalchemy import JSON, Boolean, Column, Connection, String, Table, bindparam, exists, or_, select

from plugfest.csms.store import meter_values, tariffs, transactions
from plugfest.csms.store.energy import MeterValue, energy_of, essential
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import find_row, in_utc, metadata, moment, timestamp, upsert

_MAX_VALUES: Final = 2000
"""Maximum number of meter values kept for a transaction with interval readings."""

costs = belongs_to_station(
    Table(
        "costs",
        metadata,
        Column("station", String, primary_key=True),
        Column("transaction", IDENTIFIER, primary_key=True),
        # The prices at the start of the transaction: changes apply to later transactions.
        Column("tariff", JSON, nullable=False),
        Column("began", String, nullable=False),
        Column("latest", String, nullable=False),
        Column("ended", Boolean, nullable=False),
        Column("values", JSON, nullable=False),
        sqlite_with_rowid=False,
    )
)

_this = (costs.c.station == bindparam("station"), costs.c.transaction == bindparam("transaction"))
_matters = Prepared(select(or_(exists().where(*_this), exists(select(tariffs.tariffs.c.name))).label("matters")))
"""Whether any tariffs exist: without them, accounts cost no work."""
_times = Prepared(
    select(transactions.transactions.c.started, transactions.transactions.c.ended).where(
        transactions.transactions.c.station == bindparam("station"), transactions.transactions.c.id == bindparam("id")
    )
)


class Account(msgspec.Struct, frozen=True):
    """The data of a transaction for its bill."""

    tariff: dict[str, Any]
    """`tariff`, `currency` and `prices`."""
    energy: float | None
    """Watt-hours, None if unknown."""
    seconds: float
    ended: bool
    problem: str | None = None
    """The reason why no time is charged."""


def follow(db: Connection, station: str, event: dict[str, Any]) -> Account | None:
    """Update the account with a TransactionEventRequest; None if no tariff applies.

    Events may come late, twice and in any order.
    """
    transaction = event["transactionInfo"]["transactionId"]
    found = _matters.one(db, {"station": station, "transaction": transaction})
    if not found or not found["matters"]:
        return None
    row = _row(db, station, transaction) or _opened(db, station, transaction, event)
    if row is None:
        return None
    reported = [MeterValue(moment(value["timestamp"]), value["sampledValue"]) for value in event.get("meterValue", ())]
    kept = essential([*_values(row), *reported])[-_MAX_VALUES:] if reported else None
    at = in_utc(event["timestamp"])
    row |= {
        "began": min(row["began"], at),
        "latest": max(row["latest"], at),
        "ended": row["ended"] or event["eventType"] == "Ended",
    }
    if kept is not None:
        row["values"] = [{"at": timestamp(value.at), "sampled": list(value.sampled)} for value in kept]
    upsert(db, costs, {"station": station, "transaction": transaction}, row)
    return _account(db, station, transaction, row)


def account(db: Connection, station: str, transaction: str) -> Account | None:
    """Return a transaction's account; None if no tariff applies."""
    row = _row(db, station, transaction)
    return None if row is None else _account(db, station, transaction, row)


def _row(db: Connection, station: str, transaction: str) -> dict[str, Any] | None:
    found = find_row(db, costs, {"station": station, "transaction": transaction})
    return None if found is None else {name: found[name] for name in ("tariff", "began", "latest", "ended", "values")}


def _opened(db: Connection, station: str, transaction: str, event: dict[str, Any]) -> dict[str, Any] | None:
    """Return a new account for a transaction, from its stored data."""
    tariff = tariffs.applicable(db, station)
    if tariff is None:
        return None
    known = meter_values.of_transaction(db, station, transaction)
    started, _ = _started_and_ended(db, station, transaction)
    values = [{"at": timestamp(value.at), "sampled": list(value.sampled)} for value in essential(known)]
    began = in_utc(started or event["timestamp"])
    return {"tariff": tariff, "began": began, "latest": began, "ended": False, "values": values}


def _values(row: dict[str, Any]) -> list[MeterValue]:
    return [MeterValue(moment(value["at"]), value["sampled"]) for value in row["values"]]


def _account(db: Connection, station: str, transaction: str, row: dict[str, Any]) -> Account:
    seconds = (moment(row["latest"]) - moment(row["began"])).total_seconds()
    problem = _impossible_time(db, station, transaction)
    return Account(row["tariff"], energy_of(_values(row)), 0.0 if problem else seconds, row["ended"], problem)


def _impossible_time(db: Connection, station: str, transaction: str) -> str | None:
    started, ended = _started_and_ended(db, station, transaction)
    if started is None or ended is None or moment(started) <= moment(ended):
        return None
    return f"the transaction ended at {ended}, before it started at {started}: no time is charged"


def _started_and_ended(db: Connection, station: str, transaction: str) -> tuple[str | None, str | None]:
    times = _times.one(db, {"station": station, "id": transaction})
    return (None, None) if times is None else (times["started"], times["ended"])
