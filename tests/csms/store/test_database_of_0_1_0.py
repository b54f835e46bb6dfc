"""Data folders of version 0.1.0 keep working."""

import sqlite3
from pathlib import Path
from typing import Any

DUMP = Path(__file__).with_name("data_folder_0_1_0.sql").read_text()


async def test_data_folder_of_0_1_0_is_usable(make_process: Any, make_world: Any, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "csms.sqlite") as db:
        db.executescript(DUMP)
    db.close()
    world = await make_world(make_process("--data", str(tmp_path), "--password-cost", "8"))
    station = await world.connect("CS-old")
    ended = {
        "eventType": "Ended",
        "timestamp": "2026-01-01T01:00:00Z",
        "triggerReason": "Deauthorized",
        "seqNo": 1,
        "transactionInfo": {"transactionId": "T1"},
    }
    assert await station.says("TransactionEvent", **ended) == {}
    transaction = await world.operator.get("/stations/CS-old/transactions/T1")
    assert [event["seqNo"] for event in transaction["events"]] == [0, 1]
    assert (await world.operator.get("/tokens/ISO14443/04A1"))["status"] == "Accepted"
    await world.operator.put("/stations/CS-old", heartbeatInterval=9)
    assert (await station.boots())["interval"] == 9
    messages = await world.operator.get("/stations/CS-old/messages")
    assert [message["action"] for message in reversed(messages)][:3:2] == ["BootNotification", "TransactionEvent"]
