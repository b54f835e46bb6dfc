"""Retention by age and by size."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plugfest.csms import store
from plugfest.csms.blocks.retention import prune
from plugfest.csms.command_line import parse
from plugfest.csms.rpc import frames
from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings
from plugfest.csms.store import findings, journal, operations, retention, stations
from plugfest.csms.store.tables import timestamp


def fill(db: Any, count: int, at: datetime) -> None:
    for number in range(count):
        call = frames.Call(str(number), "DataTransfer", {"vendorId": "v" * 200})
        journal.note(db, "CS1", 1, "in", call, at=timestamp(at))


async def test_old_messages_and_operations_are_removed(tmp_path: Path) -> None:
    store.load()
    settings = Settings(data=tmp_path, password_cost=8, security_profiles=(1,), keep_seconds=3600)
    async with Csms(settings, "token") as csms:
        now = datetime.now(UTC)
        await csms.database.write(lambda db: stations.put(db, "CS1", {}))
        await csms.database.write(lambda db: fill(db, 3, now - timedelta(hours=2)))
        await csms.database.write(lambda db: fill(db, 2, now))
        await csms.database.write(lambda db: operations.add(db, "new", "CS1", "reset", "operator", {}))
        await csms.database.write(lambda db: findings.add(db, "CS1", "late-answer", "Part 4, 4.1", "late"))
        await prune(csms)
        assert await csms.database.read(retention.count) == 2
        assert await csms.database.read(lambda db: operations.find(db, "new")) is not None
        assert len(await csms.database.read(lambda db: findings.view(db, "CS1", 10))) == 1


async def test_database_stays_below_its_size(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, password_cost=8, security_profiles=(1,), keep_bytes=1_500_000)
    async with Csms(settings, "token") as csms:
        await csms.database.write(lambda db: fill(db, 12_000, datetime.now(UTC)))
        assert await csms.database.read(retention.size) > settings.keep_bytes
        await prune(csms)
        assert await csms.database.read(retention.size) <= settings.keep_bytes
        assert await csms.database.read(retention.count) > 0


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["30d"], [("keep_seconds", 2_592_000)]), (["12h", "2GB"], [("keep_seconds", 43_200), ("keep_bytes", 2 * 10**9)])],
)
def test_ages_and_sizes_are_read(texts: list[str], expected: list[tuple[str, int]]) -> None:
    assert parse([word for text in texts for word in ("--keep", text)]).keep == expected


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "5kB", "1.5d"])
def test_other_texts_are_no_ages_and_sizes(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([f"--keep={text}"])
    assert "an age is 12h or 30d, a size is 500MB or 2GB" in capsys.readouterr().err
