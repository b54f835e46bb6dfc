"""ISO 15118 charging: needs of a vehicle, limit of the operator, chosen schedule."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table

from plugfest.csms.store.identifiers import IDENTIFIER, same_identifier
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, find_rows, metadata, timestamp, upsert

sessions = belongs_to_station(
    Table(
        "charging_sessions",
        metadata,
        Column("station", String, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("transaction", IDENTIFIER, nullable=False),
        Column("received", String, nullable=False),
        Column("needs", JSON, nullable=False),
        Column("granted", JSON(none_as_null=True)),
        Column("chosen", JSON(none_as_null=True)),
        Column("agreed", Boolean, nullable=False),
    )
)


def keep_needs(db: Connection, station: str, transaction: str, payload: dict[str, Any]) -> None:
    """Store the needs of a vehicle; data of another transaction on the EVSE is removed."""
    key = {"station": station, "evse": payload["evseId"]}
    before = find(db, station, payload["evseId"])
    values = {"transaction": transaction, "received": timestamp(), "needs": payload, "chosen": None, "agreed": False}
    if before is None or not same_identifier(before["transaction"], transaction):
        values["granted"] = None
    upsert(db, sessions, key, values)


def keep_granted(db: Connection, station: str, transaction: str, profile: dict[str, Any]) -> None:
    """Store the operator's limit of a transaction, which also limits later offers."""
    values = {"granted": profile, "chosen": None, "agreed": False}
    change(db, sessions, {"station": station, "transaction": transaction}, values)


def keep_chosen(db: Connection, station: str, payload: dict[str, Any], *, agreed: bool) -> None:
    """Store the vehicle's chosen schedule (NotifyEVChargingScheduleRequest), and whether it is within the offer."""
    change(db, sessions, {"station": station, "evse": payload["evseId"]}, {"chosen": payload, "agreed": agreed})


def find(db: Connection, station: str, evse: int) -> dict[str, Any] | None:
    """Return the session of an EVSE's last ISO 15118 transaction, or None."""
    row = find_row(db, sessions, {"station": station, "evse": evse})
    return None if row is None else _to_json(row)


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the sessions as the operator sees them."""
    return [_to_json(row) for row in find_rows(db, sessions, {"station": station}, "evse")]


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    names = ("evse", "transaction", "received", "needs", "granted", "chosen", "agreed")
    return {name: row[name] for name in names}
