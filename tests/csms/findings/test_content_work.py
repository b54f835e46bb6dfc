"""The work for a request, which does not grow with what the station has sent before."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from support.work import sqlite_steps

from plugfest.csms import store
from plugfest.csms.blocks.e_transactions.events import transaction_event
from plugfest.csms.findings.content import check
from plugfest.csms.store import reports, transactions
from plugfest.csms.store.tables import metadata

store.load()

NOW = "2026-01-01T00:00:00Z"


def _event(kind: str, number: int) -> dict[str, Any]:
    return {
        "eventType": kind,
        "timestamp": NOW,
        "triggerReason": "Trigger",
        "seqNo": number,
        "transactionInfo": {"transactionId": "T"},
    }


def _database() -> Connection:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    return engine.connect()


def _with_events(count: int) -> Connection:
    """Return a database with a transaction of this many events that has ended."""
    db = _database()
    for number in range(count):
        transactions.record(db, "CS1", _event("Updated" if number else "Started", number))
    transactions.record(db, "CS1", _event("Ended", count))
    return db


def _another_end_is_checked(count: int) -> int:
    db = _with_events(count)
    return sqlite_steps(db, lambda: list(check(db, "CS1", "TransactionEvent", _event("Ended", count + 2))))


def _another_end_is_stored(count: int) -> int:
    db = _with_events(count)
    orders: list[object] = []
    request: Any = SimpleNamespace(
        db=db,
        station="CS1",
        now=datetime.now(UTC),
        payload=_event("Ended", count + 2),
        then=lambda *order: orders.append(order),
    )
    return sqlite_steps(db, lambda: transaction_event(request))


def _part_of_a_report(count: int) -> int:
    db = _database()
    reports.expect(db, "CS1", 1, "GetBaseReport", "operation")
    for number in range(count):
        reports.add_part(db, "CS1", {"requestId": 1, "seqNo": number, "tbc": True}, "GetBaseReport")
    part = {"requestId": 1, "seqNo": count, "tbc": True}
    return sqlite_steps(db, lambda: list(check(db, "CS1", "NotifyReport", part)))


@pytest.mark.parametrize("work", [_another_end_is_checked, _another_end_is_stored, _part_of_a_report])
def test_work_does_not_grow_with_what_came_before(work: Callable[[int], int]) -> None:
    few, many = work(20), work(200)
    assert few > 0
    assert many < 1.5 * few
