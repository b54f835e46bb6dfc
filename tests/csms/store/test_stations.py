"""Stations are found by indexes, in new databases and in those of 0.1.0."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from support.plans import plans

from plugfest.csms import store
from plugfest.csms.store import stations

OLD = Path(__file__).with_name("data_folder_0_1_0.sql").read_text()
store.load()


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
    found = plans(path, work)
    assert found
    assert [plan for plan in found if plan.startswith("SCAN")] == []


def test_removal_of_a_station_reads_no_messages_of_others(tmp_path: Path) -> None:
    found = plans(tmp_path / "csms.sqlite", lambda db: stations.remove(db, "CS1"))
    assert [plan for plan in found if "operation_messages" in plan and plan.startswith("SCAN")] == []
