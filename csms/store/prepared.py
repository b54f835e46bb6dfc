"""Statements that run for every message: compiled once, then run by the driver itself.

What SQLAlchemy does around a statement costs twenty times what SQLite needs for it. Here its part is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from sqlalchemy import Connection, Insert, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

if TYPE_CHECKING:
    import sqlite3


def json_text(value: Any) -> str:
    """JSON data as it is kept in a column."""
    return msgspec.json.encode(value).decode()


DIALECT: Final = SQLiteDialect_pysqlite(json_serializer=json_text, json_deserializer=msgspec.json.decode)

_Process = Callable[[Any], Any] | None


class Prepared:
    """An Insert of certain columns, or a Select with named parameters. Errors are the driver's own: sqlite3.Error."""

    def __init__(self, statement: Insert | Select[Any], columns: Sequence[str] | None = None) -> None:
        """`columns` are those that an Insert is given values for; defaults of others do not apply."""
        self._statement = statement
        self._columns = columns

    def run(self, db: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values; how many rows it has changed."""
        sql, _, _ = self._compiled
        return _driver(db).execute(sql, self._bound(values)).rowcount

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it with each of these."""
        sql, _, _ = self._compiled
        _driver(db).executemany(sql, [self._bound(values) for values in rows])

    def one(self, db: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The row that a Select finds, by the names of its columns; None where there is none."""
        sql, _, columns = self._compiled
        row = _driver(db).execute(sql, self._bound(values)).fetchone()
        if row is None:
            return None
        return {
            name: value if process is None else process(value)
            for (name, process), value in zip(columns, row, strict=True)
        }

    def _bound(self, values: Mapping[str, Any]) -> list[Any]:
        _, parameters, _ = self._compiled
        return [values[name] if process is None else process(values[name]) for name, process in parameters]

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[str, _Process]], list[tuple[str, _Process]]]:
        """The SQL, and names with conversions of parameters and of columns."""
        compiled: Any = self._statement.compile(dialect=DIALECT, column_keys=self._columns)
        parameters = [(name, compiled.binds[name].type.bind_processor(DIALECT)) for name in compiled.positiontup]
        columns: list[tuple[str, _Process]] = []
        if isinstance(self._statement, Select):
            selected = self._statement.selected_columns
            columns = [(column.key, column.type.result_processor(DIALECT, None)) for column in selected]
        return compiled.string, parameters, columns


def _driver(db: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", db.connection.dbapi_connection)
