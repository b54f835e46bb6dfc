"""Data transfer: the vendors' messages that the CSMS answers (P01, P02)."""

from typing import Any

from sqlalchemy import JSON, Column, Connection, String, Table, delete, select

from plugfest.csms.store.tables import metadata, upsert

messages = Table(
    "vendor_messages",
    metadata,
    Column("vendor", String, primary_key=True),
    # A message without an id is "".
    Column("message", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("data", JSON(none_as_null=True)),
)


def replace(db: Connection, vendor: str, answers: dict[str, dict[str, Any]]) -> None:
    """Replace the messages of a vendor, each with the `status` and `data` of its answer."""
    forget(db, vendor)
    for message, answer in answers.items():
        upsert(db, messages, {"vendor": vendor, "message": message}, answer)


def forget(db: Connection, vendor: str) -> bool:
    """Remove a vendor. Return False if it is unknown."""
    return db.execute(delete(messages).where(messages.c.vendor == vendor)).rowcount > 0


def answers_of(db: Connection, vendor: str) -> dict[str, dict[str, Any]]:
    """Return the messages of a vendor by id; empty for an unknown vendor."""
    rows = db.execute(select(messages).where(messages.c.vendor == vendor))
    return {row.message: {"status": row.status, "data": row.data} for row in rows}


def every(db: Connection) -> list[str]:
    """Return all vendors, in order."""
    return list(db.execute(select(messages.c.vendor).distinct().order_by(messages.c.vendor)).scalars())
