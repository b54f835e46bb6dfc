"""The SQLite file: one writer thread that commits the work of many callers together, and readers."""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateIndex

from plugfest.csms.store.prepared import Prepared, json_text
from plugfest.csms.store.tables import insertion, metadata

log = logging.getLogger(__name__)
T = TypeVar("T")
_BATCH_LIMIT: Final = 256
_DEFERRED: Final = "plugfest.deferred"


class NotStored(OSError):
    """Raised when the database cannot be written, such as on a full disk. Nothing was stored."""


class _Job(msgspec.Struct):
    """The work of a caller, and the future of its result."""

    work: Callable[[Connection], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


def defer(db: Connection, into: Table | Prepared, row: dict[str, Any]) -> None:
    """Add a row that this transaction does not read: such rows are inserted together before the commit.

    All rows of a table have the same columns; an Insert can be given for special cases.
    """
    db.info[_DEFERRED].append((into, row))


class Database:
    """The database. Every write is committed before it returns; simultaneous writes share a commit."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises OSError if it cannot be used."""
        path.touch(mode=0o600)
        # A file of an earlier version may be readable by all; SQLite gives its journals the same mode.
        path.chmod(path.stat().st_mode & 0o700)
        is_new = path.stat().st_size == 0
        self._engine = _engine(path)
        try:
            with self._engine.connect() as db:
                db.exec_driver_sql("BEGIN IMMEDIATE")
                metadata.create_all(db, checkfirst=not is_new)
                if not is_new:
                    _add_missing_columns(db)
                    _add_missing_indexes(db)
                db.exec_driver_sql("PRAGMA user_version = 1")  # fails where the file may only be read
                db.exec_driver_sql("COMMIT")
        except DBAPIError as error:
            raise OSError(f"{path}: {error.orig}") from error
        self._lookups = self._engine.connect()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._watchers: list[asyncio.Future[None]] = []
        self._reads: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._write_all, name="csms-writer", daemon=True),
            threading.Thread(target=self._read_all, name="csms-reader", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in its own transaction on the writer thread; return when it is on disk.

        Exceptions of `work` are raised here after a rollback; NotStored if the file cannot be written. `work` must not
        wait for anything, because every other writer waits for it.
        """
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        result: T = await job.future
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on committed data, beside the writer and the event loop."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._reads.put(job)
        result: T = await job.future
        return result

    def look_up(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on committed data at once, in the event loop: to find a few rows by their keys, and no more.

        Passing that to another thread and back takes ten times as long.
        """
        return work(self._lookups)

    def watch(self) -> asyncio.Future[None]:
        """Return a future that is done when further transactions are on disk."""
        watcher = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        return watcher

    def _settle(self, jobs: list[_Job]) -> None:
        _settle(jobs)
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)
        self._watchers.clear()

    def close(self) -> None:
        """Finish all pending writes and reads, then close the file."""
        self._jobs.put(None)
        self._reads.put(None)
        for thread in self._threads:
            thread.join()
        self._lookups.close()
        self._engine.dispose()

    def _read_all(self) -> None:
        with self._engine.connect() as db:
            while _read_one(db, self._reads.get()):
                pass

    def _write_all(self) -> None:
        with self._engine.connect() as db:
            db.info[_DEFERRED] = []
            while True:
                jobs = self._next_batch()
                if not jobs:
                    return
                _run(db, jobs)
                # Callers of one loop are woken together, because waking the loop is the most expensive part.
                jobs[0].future.get_loop().call_soon_threadsafe(self._settle, jobs)

    def _next_batch(self) -> list[_Job]:
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == _BATCH_LIMIT:
                return jobs
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs
        if jobs:
            self._jobs.put(None)
        return jobs


def _add_missing_columns(db: Connection) -> None:
    """Add the columns missing in a database of an earlier version. All are nullable."""
    for table in metadata.tables.values():
        there = {row[1] for row in db.exec_driver_sql(f'PRAGMA table_info("{table.name}")')}
        for column in table.columns:
            if column.name not in there:
                kind = column.type.compile(db.dialect)
                db.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}')


def _add_missing_indexes(db: Connection) -> None:
    """Add the indexes missing in a database of an earlier version."""
    for table in metadata.tables.values():
        for index in table.indexes:
            db.execute(CreateIndex(index, if_not_exists=True))


def _run(db: Connection, jobs: list[_Job]) -> None:
    sqlite = db.connection.cursor()
    try:
        sqlite.execute("BEGIN IMMEDIATE")
        for job in jobs:
            _run_one(db, sqlite, job)
        _insert_deferred(db)
        sqlite.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - every exception of the batch is raised in each of its callers
        db.info[_DEFERRED].clear()
        if db.connection.dbapi_connection is not None and db.connection.dbapi_connection.in_transaction:
            sqlite.execute("ROLLBACK")
        log.error("the database cannot be written: %s", error)
        for job in jobs:
            job.error = NotStored(f"the database cannot be written: {error}")
    finally:
        sqlite.close()


def _run_one(db: Connection, sqlite: Any, job: _Job) -> None:
    deferred = db.info[_DEFERRED]
    before = len(deferred)
    sqlite.execute("SAVEPOINT job")
    try:
        job.result = job.work(db)
    except (OperationalError, sqlite3.OperationalError) as error:
        reason = error.orig if isinstance(error, OperationalError) else error
        log.error("the database cannot be written: %s", reason)
        job.error = NotStored(f"the database cannot be written: {reason}")
        del deferred[before:]
        sqlite.execute("ROLLBACK TO job")
    except Exception as error:  # noqa: BLE001 - it is the caller's, and is raised there
        job.error = error
        del deferred[before:]
        sqlite.execute("ROLLBACK TO job")
    sqlite.execute("RELEASE job")


def _read_one(db: Connection, job: _Job | None) -> bool:
    """Run a read and pass its result to its caller; return False for None, which ends the reader."""
    if job is None:
        return False
    try:
        job.result = job.work(db)
    except Exception as error:  # noqa: BLE001 - it is the caller's, and is raised there
        job.error = error
    job.future.get_loop().call_soon_threadsafe(_settle, [job])
    return True


def _insert_deferred(db: Connection) -> None:
    deferred: list[tuple[Table | Prepared, dict[str, Any]]] = db.info[_DEFERRED]
    together: dict[Table | Prepared, list[dict[str, Any]]] = {}
    for into, row in deferred:
        together.setdefault(into, []).append(row)
    for into, rows in together.items():
        (into if isinstance(into, Prepared) else insertion(into, tuple(rows[0]))).run_all(db, rows)
    deferred.clear()


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.done():  # the caller was cancelled; its work is kept
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
        json_serializer=json_text,
        json_deserializer=msgspec.json.decode,
    )

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "wal_autocheckpoint=4000"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine
