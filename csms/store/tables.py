"""The metadata that every table of the CSMS belongs to, and what most of them need."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.dialects.sqlite import Insert, insert

metadata = MetaData()


def timestamp(moment: datetime | None = None) -> str:
    """A moment (now, where none is given) as RFC 3339 says it, in UTC and milliseconds."""
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The moment that an RFC 3339 text means; a leap second is the second before it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text.upper().replace(":60", ":59"))


def upsert(db: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or change `values` in the one that has this key: the primary key, or what is unique."""
    db.execute(_upsert(table, tuple(key), tuple(values)), {**key, **values})


@cache
def _upsert(table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> Insert:
    # Building a statement costs more than running it: each shape is built once.
    statement = insert(table)
    if not values:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=key, set_={name: statement.excluded[name] for name in values})
