"""Retention: removal of expired data, oldest first."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Column, Connection, Table, delete, func, select

from plugfest.csms.store.findings import findings
from plugfest.csms.store.journal import journal
from plugfest.csms.store.operations import UNFINISHED, messages, operations
from plugfest.csms.store.tables import timestamp

BATCH: Final = 5000
"""Rows removed per transaction, because others wait meanwhile."""


def remove_older(db: Connection, moment: datetime) -> int:
    """Remove messages, findings and ended operations from before a moment; return how many rows there were."""
    text = timestamp(moment)
    removed = _remove(db, journal, journal.c["at"], text) + _remove(db, findings, findings.c["at"], text)
    old = select(operations.c.id).where(operations.c.created < text, operations.c.state.not_in(UNFINISHED))
    ids = list(db.execute(old.limit(BATCH)).scalars())
    db.execute(delete(messages).where(messages.c.operation.in_(ids)))
    db.execute(delete(operations).where(operations.c.id.in_(ids)))
    return removed + len(ids)


def remove_oldest(db: Connection) -> int:
    """Remove the oldest messages of the journal; return how many there were."""
    oldest = select(journal.c.id).order_by(journal.c.id).limit(BATCH)
    return db.execute(delete(journal).where(journal.c.id.in_(oldest))).rowcount


def size(db: Connection) -> int:
    """Return the bytes of the database that are in use."""
    pages, free, page_size = (
        int(db.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * page_size


def count(db: Connection) -> int:
    """Return the number of messages in the journal."""
    return db.execute(select(func.count()).select_from(journal)).scalar_one()


def _remove(db: Connection, table: Table, column: Column[str], text: str) -> int:
    old = select(table.c.id).where(column < text).limit(BATCH)
    return db.execute(delete(table).where(table.c.id.in_(old))).rowcount
