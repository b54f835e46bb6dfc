"""The part of a fleet that runs in one process."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from time import perf_counter

from plugfest.simulator.standalone.chance import RepeatableChance
from plugfest.simulator.standalone.charging_station import ChargingStation
from plugfest.simulator.standalone.fleet.behaviours import BEHAVIOURS, Visit
from plugfest.simulator.standalone.fleet.config import FleetConfig
from plugfest.simulator.standalone.fleet.metrics import FleetMeter, FleetObserver, Metrics
from plugfest.simulator.standalone.model_file import StationModel
from plugfest.simulator.station import NotConnectedError

SAMPLE_SECONDS = 1.0
_CONNECTING_AT_ONCE = 50

OnSample = Callable[[int, Metrics], None]
"""Takes the number of the second since the start, and its counts."""


async def run_share(
    config: FleetConfig, numbers: Sequence[int], on_sample: OnSample, stop: Callable[[], bool] = lambda: False
) -> None:
    """Run the stations of these numbers for the duration of the fleet, or until `stop` is set."""
    share = _Share(config, numbers)
    tasks = [asyncio.create_task(work) for work in share.work()]
    began, number = perf_counter(), 0
    try:
        while (elapsed := perf_counter() - began) < config.duration and not stop():
            number += 1
            await asyncio.sleep(max(0.0, min(number * SAMPLE_SECONDS, config.duration) - elapsed))
            on_sample(number, share.sample())
            for task in tasks:
                if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                    raise error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Share:
    def __init__(self, config: FleetConfig, numbers: Sequence[int]) -> None:
        self._config = config
        self._numbers = numbers
        self._meter = FleetMeter(judge=config.judge)
        self._stations: dict[int, ChargingStation] = {}
        self._turn = asyncio.Semaphore(_CONNECTING_AT_ONCE)
        self._model = StationModel(evses=(1,) * max(1, config.evses), variables=dict(config.variables))

    def work(self) -> list[Coroutine[None, None, None]]:
        """Return the coroutines of the stations and the boot storms."""
        storms = (self._storm(storm.at, storm.share) for storm in self._config.boot_storms)
        return [*(self._live(number) for number in self._numbers), *storms]

    def sample(self) -> Metrics:
        """Return the counts since the last sample."""
        taken = self._meter.take()
        taken.connected = sum(station.connected for station in self._stations.values())
        taken.accepted = sum(station.is_accepted for station in self._stations.values())
        return taken

    async def _live(self, number: int) -> None:
        config = self._config
        chance = RepeatableChance(f"{config.seed}/{number}")
        await asyncio.sleep(config.ramp_up * (number - 1) / config.stations)
        name = config.behaviour_of(number)
        behaviour = BEHAVIOURS[name]
        settings = {**behaviour.settings, **{k: v for k, v in config.behaviours[name].items() if k != "share"}}
        station = ChargingStation(
            config.url_of(number),
            password=config.password,
            trust=config.trust,
            model=self._model,
            chance=chance,
            observer=FleetObserver(self._meter),
        )
        async with station:
            self._stations[number] = station
            await station.accepted()
            while True:
                with suppress(NotConnectedError):
                    await behaviour.live(Visit(station, chance, settings, config.tokens))

    async def _storm(self, at: float, share: float) -> None:
        await asyncio.sleep(at)
        struck = [station for number, station in self._stations.items() if (number * 0.618034) % 1.0 < share]
        await asyncio.gather(*(station.restart("PowerUp") for station in struck))
