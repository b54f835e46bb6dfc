"""Queries of the journal: filters, pages, and messages after a given one."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from plugfest.csms.store.journal import journal, to_json
from plugfest.csms.store.tables import page


class JournalQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A filter of messages; None means any."""

    station: str | None = None
    action: str | None = None
    direction: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    after: int | None = None
    """The id of a message: only later ones."""
    before: int | None = None
    """The id of a message: only earlier ones."""


def newest(db: Connection, query: JournalQuery, limit: int) -> list[dict[str, Any]]:
    """Return the newest messages, newest first."""
    return _rows(db, query, limit, newest_first=True)


def oldest(db: Connection, query: JournalQuery, limit: int) -> list[dict[str, Any]]:
    """Return the oldest messages, oldest first."""
    return _rows(db, query, limit, newest_first=False)


def latest_id(db: Connection) -> int:
    """Return the id of the newest message of all stations."""
    return db.execute(select(func.max(journal.c.id))).scalar_one() or 0


def last_time(db: Connection, station: str) -> str | None:
    """Return the time of the newest message of a station."""
    newest_id = select(func.max(journal.c.id)).where(journal.c.station == station).scalar_subquery()
    return db.execute(select(journal.c["at"]).where(journal.c.id == newest_id)).scalar_one_or_none()


def _rows(db: Connection, query: JournalQuery, limit: int, *, newest_first: bool) -> list[dict[str, Any]]:
    statement = select(journal)
    for name in ("station", "action", "direction", "kind"):
        value = getattr(query, name)
        if value is not None:
            statement = statement.where(journal.c[name] == value)
    if query.since is not None:
        statement = statement.where(journal.c["at"] >= query.since)
    if query.until is not None:
        statement = statement.where(journal.c["at"] < query.until)
    if query.after is not None:
        statement = statement.where(journal.c.id > query.after)
    if query.before is not None:
        statement = statement.where(journal.c.id < query.before)
    order = journal.c.id.desc() if newest_first else journal.c.id
    rows = db.execute(statement.order_by(order).limit(limit)).mappings()
    return [to_json(dict(row)) for row in page(rows, lambda row: len(row["payload"] or ""))]
