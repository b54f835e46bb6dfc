"""Measure the time of each part of a TransactionEvent inside the compact CSMS, without any network.

Everything runs in this one thread, eight events to a commit; `--profile` shows the functions that it is spent in.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from round_trips import transaction

from plugfest.csms import blocks, store
from plugfest.csms.faults.table import FaultTable
from plugfest.csms.findings.connection import ConnectionFindings
from plugfest.csms.rpc import frames
from plugfest.csms.rpc.peer import CallReceived, Peer
from plugfest.csms.session.link import StationLink
from plugfest.csms.session.station_requests import StationRequests
from plugfest.csms.settings import Settings
from plugfest.csms.store import database, prepared

TOGETHER = 8


class Stopwatch:
    """Adds up time by name."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        """While one part runs."""
        begin = time.perf_counter_ns()
        yield
        self.spent[name] += time.perf_counter_ns() - begin


class Driver:
    """The connection of sqlite3, with a look at the clock around each statement."""

    def __init__(self, driver: Any, watch: Stopwatch) -> None:
        self._driver = driver
        self._watch = watch

    def execute(self, sql: str, values: Any = ()) -> Any:
        with self._watch.on("  " + " ".join(sql.split()[:3])[:60]):
            return self._driver.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> Any:
        with self._watch.on("  " + " ".join(sql.split()[:3])[:60]):
            return self._driver.executemany(sql, rows)


def texts(count: int) -> list[str]:
    """The messages of stations, one transaction of a hundred events after the other."""
    heads = 8  # two bytes, two of the length, four of the mask
    return [made[heads:].decode() for _ in range(count // 100) for made in transaction(100)]


def work(requests: StationRequests, db: Any, driver: Driver, watch: Stopwatch, messages: list[str]) -> None:
    """Read, answer and store all of them."""
    peer = Peer()
    for at in range(0, len(messages), TOGETHER):
        driver.execute("BEGIN IMMEDIATE")
        for text in messages[at : at + TOGETHER]:
            with watch.on("reading and validating"):
                asked = peer.receive(text)
            assert isinstance(asked, CallReceived)
            with watch.on("answering, with its statements"):
                answer, _ = requests._answer_in_transaction(db, asked.call)
            with watch.on("writing the answer"):
                frames.write(answer)
        with watch.on("rows put in together"):
            database._insert_deferred(db)
        driver.execute("COMMIT")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    store.load()
    blocks.load()
    with tempfile.TemporaryDirectory() as folder:
        settings, watch = Settings(data=Path(folder)), Stopwatch()
        csms = database.Database(Path(folder) / "cost.sqlite")
        nothing: Any = None  # no socket is written to, and nobody reacts
        findings = ConnectionFindings("COST")
        link = StationLink(nothing, "COST", 1, settings, csms, nothing, nothing, FaultTable(), findings)
        requests = StationRequests(link, nothing)
        with csms._engine.connect() as db:
            db.info[database._DEFERRED] = []
            driver = Driver(prepared._driver(db), watch)
            prepared._driver = lambda _: driver
            work(requests, db, driver, watch, texts(500))  # so that everything is imported and compiled
            watch.spent.clear()
            profile = cProfile.Profile()
            if arguments.profile:
                profile.enable()
            work(requests, db, driver, watch, texts(arguments.events))
            profile.disable()
        csms.close()
    for name, spent in sorted(watch.spent.items(), key=lambda item: -item[1]):
        print(f"{spent / arguments.events / 1000:8.1f} us  {name}")
    if arguments.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
