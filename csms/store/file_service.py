"""The current address of the file service, and tickets for single uploads."""

import secrets

from sqlalchemy import Column, Connection, Integer, String, Table

from plugfest.csms.store.tables import find_row, metadata, upsert

places = Table(
    "file_service",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, nullable=False),
)


def put_address(db: Connection, address: str) -> None:
    """Store the current address of the service."""
    upsert(db, places, {"id": 1}, {"address": address})


def address(db: Connection) -> str:
    """Return the address of the file service, without a slash at its end."""
    row = find_row(db, places, {"id": 1})
    return str(row["address"]) if row else ""


def ticket() -> str:
    """Return an unguessable name for one upload or file."""
    return secrets.token_urlsafe(24)
