"""Behaviours of the stations of a fleet."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from plugfest.simulator.behaviour.evse_behaviour import CableLockedError
from plugfest.simulator.standalone.chance import RepeatableChance
from plugfest.simulator.standalone.charging_station import ChargingStation


@dataclass(frozen=True)
class Visit:
    """The context of a behaviour: the station, its random numbers, its settings and the tokens of its drivers."""

    station: ChargingStation
    chance: RepeatableChance
    settings: Mapping[str, float]
    tokens: tuple[str, ...]

    def about(self, name: str) -> float:
        """Return a random duration between half and one and a half of the configured one."""
        return self.settings[name] * self.chance.uniform(0.5, 1.5)


@dataclass(frozen=True)
class FleetBehaviour:
    """A behaviour: description, settings with defaults in seconds, and its endless loop."""

    about: str
    settings: Mapping[str, float]
    live: Callable[[Visit], Awaitable[None]]


async def _idle(visit: Visit) -> None:
    await visit.station.wait(1e9)


async def _charge(visit: Visit) -> None:
    """One EV comes, charges and leaves."""
    station, token = visit.station, visit.chance.choice(visit.tokens)
    evse = visit.chance.choice(list(station.device.evses))
    await station.plug_in(evse)
    await station.swipe(token, evse)
    await station.wait(visit.about("charge"))
    await station.swipe(token, evse)
    try:
        await station.unplug(evse)
    except CableLockedError:
        # The CSMS refused to stop: the station releases the cable when it is offline next.
        await station.drive_away(evse)


async def _commuter(visit: Visit) -> None:
    while True:
        await visit.station.wait(visit.about("pause"))
        await _charge(visit)


async def _fast_charger(visit: Visit) -> None:
    interval = max(1, int(visit.settings["meter_interval"]))
    visit.station.device.model.put("SampledDataCtrlr", "TxUpdatedInterval", interval)
    await _commuter(visit)


async def _flaky_network(visit: Visit) -> None:
    while True:
        await visit.station.wait(visit.about("between_losses"))
        station, evse = visit.station, visit.chance.choice(list(visit.station.device.evses))
        token = visit.chance.choice(visit.tokens)
        await station.plug_in(evse)
        await station.swipe(token, evse)
        await station.go_offline(visit.about("loss"))
        await station.swipe(token, evse)
        await station.drive_away(evse)


BEHAVIOURS: Final[Mapping[str, FleetBehaviour]] = {
    "idle": FleetBehaviour("connected, with heartbeats and nothing else", {}, _idle),
    "commuter": FleetBehaviour("an EV now and then, for a while", {"charge": 120.0, "pause": 180.0}, _commuter),
    "fast-charger": FleetBehaviour(
        "one EV after the other, with many meter values",
        {"charge": 60.0, "pause": 15.0, "meter_interval": 5.0},
        _fast_charger,
    ),
    "flaky-network": FleetBehaviour(
        "loses its connection in the middle of a charge, and delivers the events later",
        {"between_losses": 60.0, "loss": 20.0},
        _flaky_network,
    ),
}
