"""Charging profiles that a station holds from us, and what electric vehicles have said that they need."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, select

from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp, upsert

profiles = belongs_to_station(
    Table(
        "charging_profiles",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", Integer, primary_key=True),
        Column("evse", Integer, nullable=False),
        Column("purpose", String, nullable=False),
        Column("transaction", String),
        Column("accepted", Boolean, nullable=False),
        Column("updated", String, nullable=False),
        Column("profile", JSON, nullable=False),
    )
)

needs = belongs_to_station(
    Table(
        "charging_needs",
        metadata,
        Column("station", String, primary_key=True),
        Column("evse", Integer, primary_key=True),
        Column("transaction", String, nullable=False),
        Column("received", String, nullable=False),
        Column("payload", JSON, nullable=False),
    )
)


def keep_profile(db: Connection, station: str, evse: int, profile: dict[str, Any], *, accepted: bool) -> None:
    """A profile was sent, and accepted or not. One that was not replaces none that was."""
    key = {"station": station, "id": profile["id"]}
    if not accepted and db.execute(select(profiles.c.accepted).filter_by(**key)).scalar_one_or_none():
        return
    values = {
        "evse": evse,
        "purpose": profile["chargingProfilePurpose"],
        "transaction": profile.get("transactionId"),
        "accepted": accepted,
        "updated": timestamp(),
        "profile": profile,
    }
    upsert(db, profiles, key, values)


def transaction_profile(db: Connection, station: str, transaction: str) -> dict[str, Any] | None:
    """The TxProfile that the station has accepted last for a transaction, or None."""
    query = (
        select(profiles.c.profile)
        .where(profiles.c.station == station, profiles.c.transaction == transaction, profiles.c.accepted)
        .order_by(profiles.c.updated.desc())
    )
    profile: dict[str, Any] | None = db.execute(query.limit(1)).scalar_one_or_none()
    return profile


def keep_needs(db: Connection, station: str, transaction: str, payload: dict[str, Any]) -> None:
    """What the vehicle in this transaction has said, in place of what was said before on this EVSE."""
    values = {"transaction": transaction, "received": timestamp(), "payload": payload}
    upsert(db, needs, {"station": station, "evse": payload["evseId"]}, values)


def needs_of(db: Connection, station: str, evse: int) -> tuple[str, dict[str, Any]] | None:
    """The transaction and the NotifyEVChargingNeedsRequest that came last for an EVSE, or None."""
    row = db.execute(
        select(needs.c.transaction, needs.c.payload).where(needs.c.station == station, needs.c.evse == evse)
    ).one_or_none()
    return None if row is None else (row.transaction, row.payload)


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """The profiles as the operator sees them."""
    rows = db.execute(select(profiles).where(profiles.c.station == station).order_by(profiles.c.id)).mappings()
    return [
        {"evse": row["evse"], "accepted": row["accepted"], "updated": row["updated"], "profile": row["profile"]}
        for row in rows
    ]
