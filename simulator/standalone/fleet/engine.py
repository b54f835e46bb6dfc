"""Runs a fleet on this machine: one process for each core, with their counts added up."""

import asyncio
import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from plugfest.simulator.standalone.fleet.config import FleetConfig
from plugfest.simulator.standalone.fleet.metrics import Metrics
from plugfest.simulator.standalone.fleet.share import run_share

_GRACE = 30.0
"""Seconds that a process may take to disconnect its stations after the duration."""


class FleetBroken(Exception):
    """Raised when a process of the fleet ended early; the text says why."""


def shares(config: FleetConfig, parts: int) -> list[range]:
    """Distribute the station numbers over the processes, so that each gets some of every behaviour."""
    return [range(1 + part, config.stations + 1, parts) for part in range(min(parts, config.stations))]


def processes_of(config: FleetConfig) -> int:
    """Return the number of processes of the fleet."""
    return config.processes or len(os.sched_getaffinity(0))


def run_fleet(config: FleetConfig, stopped: Callable[[], bool] = lambda: False) -> Iterator[tuple[float, Metrics]]:
    """Run the fleet, and yield for every second the counts of all stations. Raises FleetBroken."""
    context = multiprocessing.get_context("spawn")
    samples: Any = context.Queue()
    stop = context.Event()
    workers = [
        context.Process(target=_work, args=(config, part, samples, stop))
        for part in shares(config, processes_of(config))
    ]

    def take(timeout: float) -> Any:
        try:
            return samples.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None

    for worker in workers:
        worker.start()
    try:
        yield from merged(config, len(workers), take, lambda: any(w.is_alive() for w in workers), stopped)
    finally:
        stop.set()
        for worker in workers:
            worker.join(_GRACE)
            if worker.is_alive():
                worker.kill()


def merged(
    config: FleetConfig,
    parts: int,
    take: Callable[[float], Any],
    alive: Callable[[], bool],
    stopped: Callable[[], bool],
) -> Iterator[tuple[float, Metrics]]:
    """Yield the summed counts of each second once all parts have reported it. Raises FleetBroken.

    `take` waits this many seconds for the next report of a part, counts of a second or its end, and raises a
    TimeoutError; `alive` returns whether more can come.
    """
    waiting: dict[int, list[Metrics]] = {}
    finished, began = 0, perf_counter()
    while finished < parts and not stopped():
        try:
            second, counted = take(1.0)
        except TimeoutError:
            if not alive() or perf_counter() - began > config.duration + _GRACE * 4:
                raise FleetBroken("the fleet has ended before its time") from None
            continue
        if second is None:
            finished += 1
            if isinstance(counted, str):
                raise FleetBroken(counted)
            continue
        waiting.setdefault(second, []).append(counted)
        if len(waiting[second]) == parts:
            total = Metrics()
            for part in waiting.pop(second):
                total.add(part)
            yield float(second), total


def _work(config: FleetConfig, numbers: range, samples: Any, stop: Any) -> None:
    """Run one share in this process, and put its counts into the queue."""

    def tell(second: int, counted: Metrics) -> None:
        samples.put((second, counted))

    try:
        asyncio.run(run_share(config, numbers, tell, stop.is_set))
    except KeyboardInterrupt:
        samples.put((None, None))
    except (OSError, ValueError) as error:
        samples.put((None, f"{type(error).__name__}: {error}"))
    else:
        samples.put((None, None))
