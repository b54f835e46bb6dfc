"""The transactions of charging profiles are found by indexes: a station keeps every transaction that it has had."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from support.plans import plans

from plugfest.csms import store
from plugfest.csms.store import charging, transactions
from plugfest.csms.store.database import Database

store.load()


def _profile(id_: int, **more: Any) -> dict[str, Any]:
    return {"id": id_, "stackLevel": 0, "chargingProfilePurpose": "TxProfile", **more}


def _started(transaction: str, **more: Any) -> dict[str, Any]:
    return {
        "eventType": "Started",
        "timestamp": "2026-01-01T00:00:00Z",
        "triggerReason": "RemoteStart",
        "seqNo": 0,
        "transactionInfo": {"transactionId": transaction, **more},
        "evse": {"id": 1},
    }


async def test_profile_of_a_remote_start_belongs_to_the_transaction_it_started(tmp_path: Path) -> None:
    database = Database(tmp_path / "csms.sqlite")

    def fill(db: Connection) -> None:
        charging.keep(db, "CS1", 1, _profile(1), remote_start_id=7)
        charging.keep(db, "CS1", 1, _profile(2, transactionId="Own"), remote_start_id=7)
        charging.keep(db, "CS1", 1, _profile(3), remote_start_id=8)
        transactions.record(db, "CS1", _started("Remote", remoteStartId=7), None)
        transactions.record(db, "CS1", _started("own"), None)

    await database.write(fill)
    found = await database.read(lambda db: charging.installed(db, "CS1"))
    assert [(one.id, one.transaction) for one in found] == [(1, "Remote"), (2, "Own"), (3, None)]
    database.close()


@pytest.mark.parametrize(
    "work",
    [
        lambda db: charging.installed(db, "CS1", 1),
        lambda db: charging.view(db, "CS1"),
        lambda db: charging.find(db, "CS1", 1),
    ],
    ids=["installed", "view", "find"],
)
def test_no_profile_reads_all_transactions(tmp_path: Path, work: Callable[[Connection], Any]) -> None:
    found = [plan for plan in plans(tmp_path / "csms.sqlite", work) if "transactions" in plan]
    assert found
    assert [plan for plan in found if "(station=?)" in plan or plan.startswith("SCAN")] == []
