"""The metadata of all tables of the CSMS, and common functions."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Integer, MetaData, Table, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from plugfest.csms.store.prepared import Prepared

metadata = MetaData()
R = TypeVar("R")
MAX_PAGE: Final = 16 * 2**20
"""Characters of messages in one answer of the operator API."""
_UNLIMITED: Final = -1
"""The limit of a statement without one, in SQLite."""


def timestamp(moment: datetime | None = None) -> str:
    """Return a time (by default now) in RFC 3339, in UTC with milliseconds."""
    if moment is None:
        seconds, milliseconds = divmod(time.time_ns() // 1_000_000, 1000)
        return f"{_second(seconds)}.{milliseconds:03}Z"
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(4)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


def moment(text: str) -> datetime:
    """Return the time of an RFC 3339 text, in UTC.

    A leap second is the second before it; years before 1 or after 9999 are clamped.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        plain = text.upper().replace(":60", ":59")
    try:
        return datetime.fromisoformat(plain).astimezone(UTC)
    except (ValueError, OverflowError):
        return (datetime.max if plain.startswith("9999") else datetime.min).replace(tzinfo=UTC)


_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def is_timestamp(text: str) -> bool:
    """Return whether a text is an RFC 3339 time with time zone."""
    try:
        return bool(_RFC_3339.fullmatch(text)) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@lru_cache(1024)
def in_utc(text: str) -> str:
    """Return an RFC 3339 text in the form of `timestamp`, in which times can be compared."""
    return timestamp(moment(text))


def page(rows: Iterable[R], size_of: Callable[[R], int]) -> Iterator[R]:
    """Yield rows until their total size exceeds `MAX_PAGE`, at least one. Further rows are not read."""
    size = 0
    for row in rows:
        size += size_of(row)
        if size > MAX_PAGE and size > size_of(row):
            return
        yield row


def find_row(db: Connection, table: Table, key: dict[str, Any]) -> dict[str, Any] | None:
    """Return all columns of the row that has this key, or None."""
    return _find_row(table, tuple(key)).one(db, key)


@cache
def _find_row(table: Table, key: tuple[str, ...]) -> Prepared:
    return Prepared(select(table).where(*(table.c[name] == bindparam(name) for name in key)))


def find_rows(
    db: Connection, table: Table, key: dict[str, Any], *order: str, most: int = _UNLIMITED
) -> list[dict[str, Any]]:
    """Return all columns of the rows that have this key, in the order of these columns; `-id`: the highest first."""
    return _find_rows(table, tuple(key), order).all(db, {**key, "most": most})


@cache
def _find_rows(table: Table, key: tuple[str, ...], order: tuple[str, ...]) -> Prepared:
    these = (table.c[name] == bindparam(name) for name in key)
    by = (table.c[name[1:]].desc() if name.startswith("-") else table.c[name] for name in order)
    return Prepared(select(table).where(*these).order_by(*by).limit(bindparam("most", type_=Integer)))


def remove(db: Connection, table: Table, key: dict[str, Any]) -> int:
    """Remove the rows that have this key; return how many there were."""
    return _remove(table, tuple(key)).run(db, key)


@cache
def _remove(table: Table, key: tuple[str, ...]) -> Prepared:
    return Prepared(delete(table).where(*(table.c[name] == bindparam(name) for name in key)))


def add(db: Connection, table: Table, row: dict[str, Any]) -> None:
    """Insert a row."""
    insertion(table, tuple(row)).run(db, row)


@cache
def insertion(table: Table, columns: tuple[str, ...]) -> Prepared:
    """Return the statement that inserts rows with these columns."""
    return Prepared(insert(table), columns)


def upsert(db: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or change `values` in the one with this primary or unique key."""
    _upsert(table, tuple(key), tuple(values)).run(db, {**key, **values})


def change(db: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> int:
    """Change `values` in the rows with this key; return how many there were."""
    return _change(table, tuple(key), tuple(values)).run(db, {**{f"the_{name}": key[name] for name in key}, **values})


@cache
def _change(table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> Prepared:
    this = (table.c[name] == bindparam(f"the_{name}") for name in key)
    return Prepared(update(table).where(*this), values)


@cache
def _upsert(table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> Prepared:
    statement, columns = insert(table), (*key, *values)
    if not values:
        return Prepared(statement.on_conflict_do_nothing(), columns)
    changed = {name: statement.excluded[name] for name in values}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed), columns)
