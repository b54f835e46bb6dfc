"""The current address of the file service, and tickets for single uploads."""

import secrets

from sqlalchemy import Column, Connection, Integer, String, Table, select

from plugfest.csms.store.tables import metadata, upsert

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
    return db.execute(select(places.c.address)).scalar_one_or_none() or ""


def ticket() -> str:
    """Return an unguessable name for one upload or file."""
    return secrets.token_urlsafe(24)
