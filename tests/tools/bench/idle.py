"""Memory of the compact CSMS with many idle stations, what a new one waits for, and a storm of boots."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from servers import CompactCsms, more_files
from wire import BOOT, Lost, Wire, connect


async def connected(server: CompactCsms, names: list[str]) -> list[Wire]:
    """These stations, connected some at a time and accepted."""
    wires: list[Wire] = []
    for begin in range(0, len(names), 50):
        some = await asyncio.gather(*(connect(server.address, name) for name in names[begin : begin + 50]))
        await asyncio.gather(*(wire.ask("BootNotification", BOOT) for wire in some))
        wires += some
    return wires


async def heartbeats(wires: list[Wire], count: int) -> float:
    """The median time of a heartbeat of one station after the other, in milliseconds."""
    times = []
    for wire in wires[:count]:
        begin = time.perf_counter()
        await wire.ask("Heartbeat", {})
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


async def grow(steps: list[int]) -> None:
    """Connect more and more stations that say nothing."""
    with tempfile.TemporaryDirectory() as data:
        async with CompactCsms(Path(data)) as server:
            names = [f"IDLE-{number}" for number in range(max(steps))]
            await server.provision(names)
            print(f"{'stations':>8} {'resident MB':>12} {'KB each':>8} {'heartbeat ms':>13}")
            before = server.resident()
            print(f"{0:8} {before:12.0f}")
            wires: list[Wire] = []
            for step in steps:
                wires += await connected(server, names[len(wires) : step])
                resident = server.resident()
                each = (resident - before) * 1024 / step
                print(f"{step:8} {resident:12.0f} {each:8.0f} {await heartbeats(wires, 100):13.1f}", flush=True)
            for wire in wires:
                wire.close()


async def storm(count: int) -> None:
    """Connect and boot all at once, as after a power cut, to a process that has seen their passwords."""
    with tempfile.TemporaryDirectory() as data:
        names = [f"STORM-{number}" for number in range(count)]
        async with CompactCsms(Path(data)) as server:
            await server.provision(names)
            await _all_at_once(server, names, "boot storm")


async def storm_after_restart(count: int) -> None:
    """As `storm`, to a process that has just started: each password costs an scrypt hash of the default strength."""
    with tempfile.TemporaryDirectory() as data:
        names = [f"STORM-{number}" for number in range(count)]
        async with CompactCsms(Path(data), password_cost=14) as server:
            await server.provision(names)
        async with CompactCsms(Path(data), password_cost=14) as server:
            await _all_at_once(server, names, "boot storm after a restart")


async def _all_at_once(server: CompactCsms, names: list[str], label: str) -> None:
    begin, cpu = time.perf_counter(), server.cpu()
    back = await asyncio.gather(*(_back(server, name) for name in names))
    took, tries = time.perf_counter() - begin, sum(tries for _, tries in back)
    print(
        f"{label}: {len(names)} stations accepted in {took:.1f} s ({server.cpu() - cpu:.1f} s CPU, {tries} connections)"
    )
    for wire, _ in back:
        wire.close()


async def _back(server: CompactCsms, name: str) -> tuple[Wire, int]:
    """The station's connection, and how many it took: like any station, it tries again."""
    tries = 0
    while True:
        tries += 1
        with suppress(Lost):
            wire = await connect(server.address, name)
            await wire.ask("BootNotification", BOOT)
            return wire, tries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[100, 1000, 5000])
    parser.add_argument("--storm", type=int, default=1000)
    parser.add_argument("--cold", type=int, default=1000, help="stations of the storm after a restart")
    arguments = parser.parse_args()
    more_files()
    asyncio.run(grow(arguments.steps))
    asyncio.run(storm(arguments.storm))
    asyncio.run(storm_after_restart(arguments.cold))


if __name__ == "__main__":
    main()
