"""How SQLite plans to run the statements of the CSMS: by an index, or by reading whole tables."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from plugfest.csms.store.database import Database


def plans(path: Path, work: Callable[[Connection], Any]) -> list[str]:
    """Return SQLite's plan for each statement that some work runs on the database, such as "SCAN stations"."""
    ran = _statements(path, work)
    db = sqlite3.connect(path)
    steps = [row[3] for statement in ran for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    db.close()
    return steps


def _statements(path: Path, work: Callable[[Connection], Any]) -> list[str]:
    """Return the statements that some work runs, with values filled in."""
    ran: list[str] = []
    database = Database(path)
    with database._engine.connect() as db:
        driver: Any = db.connection.dbapi_connection
        driver.set_trace_callback(ran.append)
        work(db)
    database.close()
    return ran
