"""Authorizations sent to stations, in answers to any message."""

from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, String, Table, select

from plugfest.csms.store.database import defer
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp

authorizations = belongs_to_station(
    Table(
        "authorizations",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False),
        Column("type", String, nullable=False),
        Column("id_token", IDENTIFIER, nullable=False),
        Column("at", String, nullable=False),
        Column("action", String, nullable=False),
        Column("transaction", IDENTIFIER),
        Column("status", String, nullable=False),
        Column("group_id", String),
        Index("authorizations_of", "station", "type", "id_token"),
    )
)


def note(
    db: Connection,
    station: str,
    action: str,
    id_token: dict[str, Any],
    info: dict[str, Any],
    transaction: str | None = None,
) -> None:
    """Store the IdTokenInfo sent in the answer to `action`."""
    row = {
        "station": station,
        "type": id_token["type"],
        "id_token": id_token["idToken"],
        "at": timestamp(),
        "action": action,
        "transaction": transaction,
        "status": info["status"],
        "group_id": info.get("groupIdToken", {}).get("idToken"),
    }
    defer(db, authorizations, row)


def view(db: Connection, station: str, limit: int, token: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the answers that a station got, newest first; only those about one token if it is given."""
    query = select(authorizations).where(authorizations.c.station == station)
    if token is not None:
        query = query.where(authorizations.c.type == token[0], authorizations.c.id_token == token[1])
    rows = db.execute(query.order_by(authorizations.c.id.desc()).limit(limit))
    return [
        {
            "type": row.type,
            "idToken": row.id_token,
            "at": row.at,
            "action": row.action,
            "transaction": row.transaction,
            "status": row.status,
            "group": row.group_id,
        }
        for row in rows
    ]
