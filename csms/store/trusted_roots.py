"""Roots added by the operator, by purpose."""

from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, select

from plugfest.csms.store.tables import metadata, timestamp, upsert

trusted_roots = Table(
    "trusted_roots",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("added", String, nullable=False),
)


def put(db: Connection, purpose: str, fingerprint: str, subject: str, certificate: str) -> None:
    """Trust a root (PEM) for a purpose: `station`, `v2g` or `mo`."""
    values = {"subject": subject, "certificate": certificate, "added": timestamp()}
    upsert(db, trusted_roots, {"fingerprint": fingerprint, "purpose": purpose}, values)


def remove(db: Connection, purpose: str, fingerprint: str) -> bool:
    """Stop trusting a root. Return False if it was not trusted for this purpose."""
    which = (trusted_roots.c.purpose == purpose, trusted_roots.c.fingerprint == fingerprint)
    return db.execute(delete(trusted_roots).where(*which)).rowcount > 0


def certificates(db: Connection, purpose: str) -> list[str]:
    """Return the roots for a purpose, each in PEM."""
    query = select(trusted_roots.c.certificate).where(trusted_roots.c.purpose == purpose)
    return list(db.execute(query.order_by(trusted_roots.c.fingerprint)).scalars())


def view(db: Connection) -> list[dict[str, Any]]:
    """Return all of them, as the operator sees them."""
    rows = db.execute(select(trusted_roots).order_by(trusted_roots.c.purpose, trusted_roots.c.added)).mappings()
    return [dict(row) for row in rows]
