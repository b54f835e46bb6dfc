"""Statements that run for every message: compiled once, then run by the driver itself.

SQLAlchemy's work around a statement costs twenty times that of SQLite. Here it is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from sqlalchemy import JSON, Boolean, Connection, Delete, Insert, Select, Update
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

if TYPE_CHECKING:
    import sqlite3


def json_text(value: Any) -> str:
    """Return the JSON text for a column."""
    return msgspec.json.encode(value).decode()


DIALECT: Final = SQLiteDialect_pysqlite(json_serializer=json_text, json_deserializer=msgspec.json.decode)

_Conversions = list[tuple[int, Callable[[Any], Any]]]


class Prepared:
    """An Insert or Update of certain columns, or a Select or Delete with named parameters.

    Errors are the driver's own: sqlite3.Error.
    """

    def __init__(
        self, statement: Insert | Update | Delete | Select[*tuple[Any, ...]], columns: Sequence[str] | None = None
    ) -> None:
        """Compile the statement for these columns; defaults of other columns do not apply."""
        self._statement = statement
        self._columns = columns

    def run(self, db: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values; return the number of changed rows."""
        return _driver(db).execute(self._sql, self._bound(values)).rowcount

    def run_all(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it with each of these."""
        _driver(db).executemany(self._sql, [self._bound(values) for values in rows])

    def all(self, db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows that a Select finds, by the names of their columns."""
        return [self._named(row) for row in _driver(db).execute(self._sql, self._bound(values)).fetchall()]

    def one(self, db: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the first row that a Select finds, or None."""
        row = _driver(db).execute(self._sql, self._bound(values)).fetchone()
        return None if row is None else self._named(row)

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self._statement.compile(dialect=DIALECT, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    @cached_property
    def _sql(self) -> str:
        return self._compiled.string

    @cached_property
    def _bound(self) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
        """Orders values by the parameters, converted for SQLite."""
        names = self._compiled.positiontup or []
        bound = self._compiled.binds
        constants = {name: bound[name].value for name in names if not bound[name].required}
        convert = _conversions([_binder(bound[name].type) for name in names])
        pick = _picker(names)
        if not constants and not convert:
            return pick

        def arrange(values: Mapping[str, Any]) -> list[Any]:
            row = list(pick({**constants, **values} if constants else values))
            for index, process in convert:
                row[index] = process(row[index])
            return row

        return arrange

    @cached_property
    def _named(self) -> Callable[[Sequence[Any]], dict[str, Any]]:
        """Converts a row of a Select into a dict of Python values."""
        assert isinstance(self._statement, Select)
        columns = [(str(column.key), column.type) for column in self._statement.selected_columns]
        names = [name for name, _ in columns]
        convert = [(names[index], process) for index, process in _conversions([_reader(type_) for _, type_ in columns])]

        def name(row: Sequence[Any]) -> dict[str, Any]:
            named = dict(zip(names, row, strict=True))
            for key, process in convert:
                named[key] = process(named[key])
            return named

        return name


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


def _binder(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(type_, JSON) and not type_.none_as_null:
        return json_text  # without SQLAlchemy's search for default values, which is not needed here
    if isinstance(type_, Boolean):
        return None  # the driver itself stores True and False as 1 and 0
    return type_.bind_processor(DIALECT)


def _reader(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    # SQLite stores the JSON text of a number as a number, which its own type of JSON columns expects.
    return type_.dialect_impl(DIALECT).result_processor(DIALECT, None)


def _conversions(processes: Iterable[Callable[[Any], Any] | None]) -> _Conversions:
    return [(index, process) for index, process in enumerate(processes) if process is not None]


def _driver(db: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", db.connection.dbapi_connection)
