"""Runs a fleet on several machines, by dask.distributed: `pip install plugfest[fleet]`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from plugfest.simulator.standalone.fleet.config import FleetConfig
from plugfest.simulator.standalone.fleet.engine import FleetBroken, merged, shares
from plugfest.simulator.standalone.fleet.metrics import Metrics
from plugfest.simulator.standalone.fleet.share import run_share

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 30


def run_on_cluster(
    config: FleetConfig, scheduler: str, stopped: Callable[[], bool] = lambda: False
) -> Iterator[tuple[float, Metrics]]:
    """Run the fleet on the workers of a dask scheduler, one share for each thread; yield the counts of each second.

    Raises FleetBroken if there is no such scheduler, it has no workers, or a worker fails.
    """
    try:
        from distributed import Client, Event, Queue
    except ImportError:
        raise FleetBroken("--scheduler needs dask.distributed: pip install 'plugfest[fleet]'") from None
    try:
        client = Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise FleetBroken(f"there is no dask scheduler at {scheduler}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError:
            raise FleetBroken(f"the dask scheduler at {scheduler} has no workers") from None
        places = _places(client)
        run = uuid4().hex
        samples, stop = Queue(f"samples-{run}", client=client), Event(f"stop-{run}", client=client)
        parts = shares(config, len(places))
        futures = [
            client.submit(_work, config, part, run, workers=[place], pure=False, allow_other_workers=False)
            for part, place in zip(parts, places, strict=False)
        ]

        def take(timeout: float) -> Any:
            second, counted = samples.get(timeout=f"{timeout}s")
            return second, Metrics.of(counted) if counted is not None else None

        try:
            yield from merged(config, len(futures), take, lambda: not all(f.done() for f in futures), stopped)
        finally:
            stop.set()
            client.cancel(futures)


def _places(client: Client) -> list[str]:
    """Return the address of a worker for each thread that can run a share."""
    workers: dict[str, int] = client.nthreads()
    return [address for address, threads in sorted(workers.items()) for _ in range(threads)]


def _work(config: FleetConfig, numbers: range, run: str) -> None:
    """Run one share on a worker, in a thread with its own event loop."""
    from distributed import Event, Queue, get_client

    client = get_client()
    samples, stop = Queue(f"samples-{run}", client=client), Event(f"stop-{run}", client=client)

    def tell(second: int, counted: Metrics) -> None:
        samples.put((second, counted.as_dict()))

    try:
        asyncio.run(run_share(config, numbers, tell, stop.is_set))
    finally:
        samples.put((None, None))
