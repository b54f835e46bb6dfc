"""The CSMS is killed repeatedly under load: every acknowledged message is stored exactly once.

PLUGFEST_DEATHS says how often, PLUGFEST_DEATHS_SEED at which moments.
"""

import asyncio
import itertools
import os
import random
import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from websockets.exceptions import ConnectionClosed

DEATHS = int(os.environ.get("PLUGFEST_DEATHS", "3"))
SEED = int(os.environ.get("PLUGFEST_DEATHS_SEED", "1"))
STATIONS = 8


@dataclass
class Meter:
    """A station in one long transaction, and what it has seen acknowledged."""

    id: str
    transaction: str = field(default_factory=lambda: str(uuid4()))
    acknowledged: list[int] = field(default_factory=list)

    async def charges(self, station, heard):
        """Send event after event, the one without an answer first, until the connection is lost."""
        with suppress(ConnectionClosed):
            for number in itertools.count(len(self.acknowledged)):
                answer = await station.says("TransactionEvent", **self.event(number))
                assert answer == {}
                self.acknowledged.append(number)
                heard.release()

    def event(self, number):
        moment = f"2025-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        return {
            "eventType": "Updated" if number else "Started",
            "timestamp": moment,
            "triggerReason": "MeterValuePeriodic",
            "seqNo": number,
            "transactionInfo": {"transactionId": self.transaction},
            "evse": {"id": 1},
            "meterValue": [{"timestamp": moment, "sampledValue": [{"value": number}]}],
        }


@dataclass
class Clerk:
    """An operator who adds tokens and carries out operations, and what it has seen acknowledged."""

    tokens: list[str] = field(default_factory=list)
    operations: dict[str, str] = field(default_factory=dict)

    async def adds_tokens(self, operator):
        for number in itertools.count(len(self.tokens)):
            await operator.put(f"/tokens/Central/T{number}")
            self.tokens.append(f"T{number}")

    async def resets(self, operator, station):
        while True:
            operation = await operator.starts(station.id, "reset", type="OnIdle")
            await station.answers(await station.is_asked("Reset"), status="Accepted")
            self.operations[operation] = (await operator.outcome(operation))["state"]


def is_sound(path):
    """Check that the database of the killed process is intact and contains no message twice."""
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        twice = "SELECT message_id FROM journal WHERE message_id IS NOT NULL GROUP BY message_id HAVING count(*) > 2"
        assert db.execute(twice).fetchall() == []
    db.close()


async def holds(operator, meters, clerk):
    """Everything that was acknowledged is there, and nothing twice."""
    for meter in meters:
        path = f"/stations/{meter.id}/transactions/{meter.transaction}"
        shown = await operator.get(f"{path}?limit=1000")
        numbers = Counter(event["seqNo"] for event in shown["events"])
        assert set(numbers.values()) <= {1}
        assert set(meter.acknowledged) <= set(numbers)
        # The event under way may have been kept without its answer being heard, but never more than that.
        assert len(numbers) - len(meter.acknowledged) <= 1
        assert len(shown["meterValues"]) == min(len(numbers), 1000)
    tokens = {token["idToken"] for token in await operator.get("/tokens")}
    assert set(clerk.tokens) <= tokens
    for operation, state in clerk.operations.items():
        assert (await operator.get(f"/operations/{operation}"))["state"] == state


async def test_killed_csms_keeps_every_acknowledged_message_once(make_process, make_world, tmp_path):
    dice = random.Random(SEED)
    options = ("--data", str(tmp_path), "--security-profile", "1", "--password-cost", "8")
    process = make_process(*options)
    world = await make_world(process)
    meters = [Meter(await world.provision()) for _ in range(STATIONS)]
    clerk, clerks_station = Clerk(), await world.provision()
    for _ in range(DEATHS):
        stations = [await world.connect(id_) for id_ in (*(meter.id for meter in meters), clerks_station)]
        for station in stations:
            assert (await station.boots())["status"] == "Accepted"
        heard = asyncio.Semaphore(0)
        pairs = zip(meters, stations, strict=False)
        tasks = [asyncio.create_task(meter.charges(station, heard)) for meter, station in pairs]
        tasks.append(asyncio.create_task(clerk.adds_tokens(world.operator)))
        tasks.append(asyncio.create_task(clerk.resets(world.operator, stations[-1])))
        for _ in range(dice.randint(1, 300)):
            await heard.acquire()
        await asyncio.sleep(dice.uniform(0, 0.01))
        process.kill()
        await asyncio.gather(*(station._reader for station in stations))
        await asyncio.wait(tasks, timeout=0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        is_sound(tmp_path / "csms.sqlite")
        process = make_process(*options)
        world = await make_world(process)
        await holds(world.operator, meters, clerk)
    assert await process.stops() == (0, "")
