"""Stations are found by indexes, in new databases and in those of 0.1.0."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from plugfest.csms import store
from plugfest.csms.store import stations
from plugfest.csms.store.database import Database

OLD = Path(__file__).with_name("data_folder_0_1_0.sql").read_text()
store.load()


def statements(path: Path, work: Callable[[Connection], Any]) -> list[str]:
    """Return the statements that some work runs, with values filled in."""
    ran: list[str] = []
    database = Database(path)
    with database._engine.connect() as db:
        driver: Any = db.connection.dbapi_connection
        driver.set_trace_callback(ran.append)
        work(db)
    database.close()
    return ran


@pytest.mark.parametrize("dump", ["", OLD], ids=["new", "0.1.0"])
@pytest.mark.parametrize(
    "work",
    [lambda db: stations.find(db, "unknown"), lambda db: stations.belongs_to_another(db, "CS1", "CS2")],
    ids=["find", "belongs_to_another"],
)
def test_no_search_reads_all_stations(tmp_path: Path, dump: str, work: Callable[[Connection], Any]) -> None:
    path = tmp_path / "csms.sqlite"
    db = sqlite3.connect(path)
    db.executescript(dump)
    db.close()
    ran = statements(path, work)
    assert ran
    db = sqlite3.connect(path)
    plans = [row[3] for statement in ran for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    db.close()
    assert [plan for plan in plans if plan.startswith("SCAN")] == []
