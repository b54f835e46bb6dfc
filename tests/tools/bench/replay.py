"""Measure the cost of the suite beyond its traffic: a whole run against a replay of its stations' frames.

The replay opens as many connections as the run did, as many plays at a time, to a compact CSMS of its own; it judges
nothing. It knows plain WebSocket only, so what TLS costs is on the suite's side.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from servers import CompactCsms
from wire import BOOT, Lost, connect, frame

DELIBERATE = ("the pace of connections", "s to pass", "s without", "may come", "may send unasked")
Connections = list[list[str]]
"""The texts that a play's station sent, connection by connection."""


def run_the_suite(folder: Path, workers: int) -> list[dict[str, Any]]:
    """The record of a whole run against a compact CSMS."""
    command = [str(Path(sys.executable).with_name("plugfest")), "run", "--workers", str(workers)]
    subprocess.run([*command, "--results", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return [json.loads(line) for line in (folder / "run.jsonl").read_text().splitlines()]


def time_of(record: list[dict[str, Any]], workers: int) -> float:
    """Seconds from the begin of the first case to the end of the last, without the deliberate waits."""
    cases = [line for line in record if line.get("plays")]
    spans = [(datetime.fromisoformat(case["started"]), timedelta(seconds=case["duration"])) for case in cases]
    took = max(began + lasted for began, lasted in spans) - min(began for began, _ in spans)
    waits = (wait for case in cases for play in case["plays"] for wait in play["waits"])
    idle = sum(wait["seconds"] for wait in waits if any(name in wait["for"] for name in DELIBERATE))
    return took.total_seconds() - idle / workers


def connections_of(play: dict[str, Any]) -> Connections:
    """Return the frames of a play's station on each accepted connection."""
    let_in = [entry["connection"] for entry in play["trace"] if entry["type"] == "connect" and entry["accepted"]]
    frames = [entry for entry in play["trace"] if entry["type"] == "frame" and entry["from"] == "station"]
    by_connection = {
        number: [entry["text"] for entry in entries if entry.get("text")]
        for number, entries in groupby(sorted(frames, key=lambda entry: entry["connection"]), lambda e: e["connection"])
    }
    return [by_connection.get(number, []) for number in let_in]


async def replay(plays: list[Connections], workers: int) -> tuple[float, int]:
    """Seconds that it takes to send all of it again, and how many frames that were."""
    with tempfile.TemporaryDirectory() as data:
        async with CompactCsms(Path(data)) as server:
            names = [f"REPLAY-{number}" for number in range(len(plays))]
            await server.provision(names)
            at_once, begin = asyncio.Semaphore(workers), time.perf_counter()

            async def one(name: str, connections: Connections) -> None:
                async with at_once:
                    for texts in connections:
                        await _resend(server, name, texts)

            await asyncio.gather(*(one(name, connections) for name, connections in zip(names, plays, strict=True)))
            return time.perf_counter() - begin, sum(len(texts) for play in plays for texts in play)


async def _resend(server: CompactCsms, name: str, texts: list[str]) -> None:
    wire = await connect(server.address, name)
    try:
        for text in texts:
            wire.send(frame(text))
            if text.lstrip().startswith("[2"):
                while not (await wire.receive()).startswith((b"[3", b"[4")):
                    pass
        await wire.ask("BootNotification", BOOT)  # so that all before it has been worked on
    except Lost:
        return  # some frames of the suite end the connection
    finally:
        wire.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            record = run_the_suite(Path(folder), arguments.workers)
        suite = time_of(record, arguments.workers)
        plays = [connections_of(play) for line in record for play in line.get("plays", ())]
        again, frames = asyncio.run(replay(plays, arguments.workers))
        print(
            f"suite {suite:.1f} s, replay of {frames} frames on {sum(map(len, plays))} connections {again:.1f} s: "
            f"{suite / again:.1f} times",
            flush=True,
        )


if __name__ == "__main__":
    main()
