"""Where the file service listens since the last start, and the addresses that stations may send one file to."""

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
    """The service listens there now."""
    upsert(db, places, {"id": 1}, {"address": address})


def address(db: Connection) -> str:
    """The address that files are offered at, without a slash at its end."""
    return db.execute(select(places.c.address)).scalar_one_or_none() or ""


def ticket() -> str:
    """A name that nobody guesses, for one upload or one file."""
    return secrets.token_urlsafe(24)
