"""A long day in short: stations charge, leave and come back while orders go out; does anything grow that is not data?

Prints a table and draws memory, open files, database and latency as lines of characters; a CSV file has every sample.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from servers import CompactCsms, more_files
from wire import BOOT, Lost, Wire, call, connect, frame

SAMPLE = (
    "seconds",
    "resident MB",
    "files",
    "CPU s",
    "database MB",
    "messages",
    "orders",
    "reconnects",
    "p50 ms",
    "p99 ms",
)
ORDERS = (
    ("reset", {"type": "OnIdle"}),
    ("clear-cache", {}),
    ("trigger", {"message": "Heartbeat"}),
    ("ask-transaction-status", {}),
)
ANSWERS: dict[str, dict[str, Any]] = {"GetTransactionStatus": {"messagesInQueue": False}}


class Counts:
    """Events since the last sample."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what has been counted."""
        self.messages = self.orders = self.reconnects = 0
        self.waits: list[float] = []


class Station:
    """A station that charges again and again, answers what it is asked, and now and then loses its connection."""

    def __init__(self, server: CompactCsms, name: str, counts: Counts, pause: float, dice: random.Random) -> None:
        self.name = name
        self._server = server
        self._counts = counts
        self._pause = pause
        self._dice = dice
        self._answers: dict[str, asyncio.Future[list[Any]]] = {}

    async def lives(self) -> None:
        """Until it is cancelled."""
        while True:
            wire = await connect(self._server.address, self.name)
            reader = asyncio.create_task(self._read(wire))
            try:
                await self._ask(wire, "BootNotification", BOOT)
                for _ in range(self._dice.randint(1, 4)):
                    await self._charge(wire)
            finally:
                reader.cancel()
                wire.close()
            self._counts.reconnects += 1

    async def _charge(self, wire: Wire) -> None:
        id_, length = str(uuid4()), self._dice.randint(3, 12)
        for number in range(length):
            at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            kind = "Started" if number == 0 else "Ended" if number == length - 1 else "Updated"
            event: dict[str, Any] = {
                "eventType": kind,
                "timestamp": at,
                "triggerReason": "MeterValuePeriodic",
                "seqNo": number,
                "transactionInfo": {"transactionId": id_},
                "evse": {"id": 1, "connectorId": 1},
                "meterValue": [{"timestamp": at, "sampledValue": [{"value": number * 100.0}]}],
            }
            if kind != "Updated":
                event["idToken"] = {"idToken": "SOAK", "type": "Central"}
                state = "Occupied" if kind == "Started" else "Available"
                status = {"timestamp": at, "connectorStatus": state, "evseId": 1, "connectorId": 1}
                await self._ask(wire, "StatusNotification", status)
            await self._ask(wire, "TransactionEvent", event)
            await asyncio.sleep(self._dice.expovariate(1 / self._pause))

    async def _ask(self, wire: Wire, action: str, payload: dict[str, Any]) -> None:
        id_ = str(uuid4())
        self._answers[id_] = answered = asyncio.get_running_loop().create_future()
        begin = time.perf_counter()
        wire.send(frame(call(id_, action, payload)))
        async with asyncio.timeout(60):
            answer = await answered
        if answer[0] != 3:
            raise Lost(f"{action} was refused: {answer}")
        self._counts.waits.append(time.perf_counter() - begin)
        self._counts.messages += 1

    async def _read(self, wire: Wire) -> None:
        while True:
            message = json.loads(await wire.receive())
            if message[0] == 2:
                wire.send(frame(json.dumps([3, message[1], ANSWERS.get(message[2], {"status": "Accepted"})])))
            elif message[1] in self._answers:
                self._answers.pop(message[1]).set_result(message)


async def give_orders(server: CompactCsms, names: list[str], counts: Counts, pause: float, dice: random.Random) -> None:
    """One order after the other, each to any station, each waited for, until cancelled."""
    async with server.api() as api:
        while True:
            name, (order, body) = dice.choice(names), dice.choice(ORDERS)
            async with api.post(f"/stations/{name}/operations/{order}", json=body) as response:
                response.raise_for_status()
                operation = (await response.json())["operation"]
            async with api.get(f"/operations/{operation}?wait=30") as response:
                response.raise_for_status()
            counts.orders += 1
            await asyncio.sleep(dice.expovariate(1 / pause))


def sample(server: CompactCsms, begin: float, counts: Counts) -> list[float]:
    """One row of the table; the counts begin anew."""
    stored = sum(file.stat().st_size for file in server.data.glob("csms.sqlite*")) / 1e6
    waits = sorted(counts.waits) or [0.0]
    row = [
        time.monotonic() - begin,
        server.resident(),
        server.files(),
        server.cpu(),
        stored,
        counts.messages,
        counts.orders,
        counts.reconnects,
        statistics.median(waits) * 1000,
        waits[len(waits) * 99 // 100] * 1000,
    ]
    counts.begin_anew()
    print(
        "".join(f"{value:{len(name) + 2}.{0 if value > 99 else 1}f}" for name, value in zip(SAMPLE, row, strict=True))
    )
    return row


def drawn(values: list[float], width: int = 60) -> str:
    """The course of some values, as characters."""
    step = max(1, -(-len(values) // width))
    means = [statistics.mean(values[at : at + step]) for at in range(0, len(values), step)]
    low, high = min(means), max(means)
    bars = "▁▂▃▄▅▆▇█"
    line = "".join(bars[round((mean - low) / ((high - low) or 1) * (len(bars) - 1))] for mean in means)
    return f"{low:8.1f} {line} {high:.1f}"


def drift(rows: list[list[float]], column: int) -> float:
    """How much a column rises per hour, by the least squares of what comes after the first third."""
    later = rows[len(rows) // 3 :]
    return statistics.linear_regression([row[0] for row in later], [row[column] for row in later]).slope * 3600


async def soak(server: CompactCsms, arguments: argparse.Namespace) -> list[list[float]]:
    """The samples of the whole time."""
    dice = random.Random(arguments.seed)
    names = [f"SOAK-{number}" for number in range(arguments.stations)]
    await server.provision(names)
    async with server.api() as api, api.put("/tokens/Central/SOAK", json={}) as response:
        response.raise_for_status()
    counts, begin, rows = Counts(), time.monotonic(), []
    living = [Station(server, name, counts, arguments.pause, random.Random(dice.random())) for name in names]
    tasks = [asyncio.create_task(station.lives()) for station in living]
    tasks.append(asyncio.create_task(give_orders(server, names, counts, arguments.pause, dice)))
    print("  ".join(SAMPLE))
    for number in itertools.count(1):
        done, _ = await asyncio.wait(tasks, timeout=arguments.every, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # raises what has gone wrong
        rows.append(sample(server, begin, counts))
        if number * arguments.every >= arguments.minutes * 60:
            break
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return rows


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--every", type=float, default=10, help="seconds between samples")
    parser.add_argument("--pause", type=float, default=1, help="seconds between messages of a station, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", type=Path, default=Path("soak.csv"))
    parser.add_argument("--most", type=float, default=30, help="MB of memory that may be gained in an hour")
    arguments = parser.parse_args()
    more_files()
    with tempfile.TemporaryDirectory() as data:
        async with CompactCsms(Path(data)) as server:
            files = server.files()
            rows = await soak(server, arguments)
            await asyncio.sleep(3)  # the connections are gone; what does the process still hold?
            left = server.files() - files
    with arguments.csv.open("w", newline="") as file:
        csv.writer(file).writerows([SAMPLE, *rows])
    for column in (1, 2, 4, 9):
        print(f"{SAMPLE[column]:12} {drawn([row[column] for row in rows])}")
    gained, messages = drift(rows, 1), sum(row[5] for row in rows)
    print(f"memory rises by {gained:.1f} MB an hour; files that stay open: {left}")
    print(f"database: {rows[-1][4] * 1e6 / messages:.0f} bytes a message ({messages:.0f} messages)")
    # What a young process still takes is no drift.
    return int(left > 3 or (arguments.minutes >= 10 and gained > arguments.most))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main()))
