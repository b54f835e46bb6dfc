"""Running transactions are found without reading all that a station has had."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from support.plans import plans

from plugfest.csms import store
from plugfest.csms.store import transactions
from plugfest.csms.store.database import Database

store.load()


def _event(id_: str, kind: str, number: int, second: int) -> dict[str, Any]:
    return {
        "eventType": kind,
        "timestamp": f"2026-01-01T00:00:{second:02}Z",
        "triggerReason": "CablePluggedIn",
        "seqNo": number,
        "transactionInfo": {"transactionId": id_},
        "evse": {"id": 1, "connectorId": 1},
    }


async def test_running_transactions_are_listed_newest_first(tmp_path: Path) -> None:
    database = Database(tmp_path / "csms.sqlite")
    events = [
        _event("one", "Started", 0, 1),
        _event("two", "Started", 0, 2),
        _event("two", "Ended", 1, 3),
        _event("three", "Started", 0, 4),
    ]

    def record(db: Connection) -> None:
        for event in events:
            known = transactions.known_before(db, "CS1", "TransactionEvent", event)
            transactions.record(db, "CS1", event, known)

    await database.write(record)
    assert await database.read(lambda db: transactions.running(db, "CS1")) == ["three", "one"]
    assert await database.read(lambda db: transactions.runs(db, "CS1", "ONE", 1))
    assert not await database.read(lambda db: transactions.runs(db, "CS1", "one", 2))
    assert not await database.read(lambda db: transactions.runs(db, "CS1", "two", 1))
    database.close()


@pytest.mark.parametrize(
    "work",
    [
        lambda db: transactions.running(db, "CS1"),
        lambda db: transactions.running(db, "CS1", 1),
        lambda db: transactions.runs(db, "CS1", "one", 1),
    ],
    ids=["running", "running on an EVSE", "runs"],
)
def test_ended_transactions_are_not_read(tmp_path: Path, work: Callable[[Connection], Any]) -> None:
    found = [plan for plan in plans(tmp_path / "csms.sqlite", work) if "transactions" in plan]
    assert found
    assert [plan for plan in found if "PRIMARY KEY (station=?)" in plan or plan.startswith("SCAN")] == []
