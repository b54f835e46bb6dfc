"""The metadata that every table of the CSMS belongs to, and what most of them need."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.dialects.sqlite import insert

metadata = MetaData()


def timestamp(moment: datetime | None = None) -> str:
    """A moment (now, where none is given) as RFC 3339 says it, in UTC and milliseconds."""
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def upsert(db: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or change `values` in the one that has this primary key."""
    statement = insert(table).values(**key, **values)
    if values:
        db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
    else:
        db.execute(statement.on_conflict_do_nothing())
