"""What falls due as time passes: meter values, the connection timeout, the end of an allowance (E03, E05, J01, J02)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from plugfest.simulator.behaviour.outlet import Outlet
from plugfest.simulator.behaviour.place import Calls, Place
from plugfest.simulator.device.clock import rfc3339, whole
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.meter import ENERGY

Due = tuple[datetime, int, Callable[[datetime], Calls]]
"""When, which comes first at the same moment, and what is done then."""


class Timetable:
    """Knows what is due next, for all places of a station."""

    def __init__(self, device: Device, outlet: Outlet, places: Mapping[int, Place]) -> None:
        self._device = device
        self._outlet = outlet
        self._places = places
        self._sampled: dict[tuple[str, str], datetime] = {}
        self._aligned = device.clock.now()

    def passes(self, seconds: float) -> Calls:
        """Lets time pass and does what falls due, at its own moment. Raises ValueError beyond real time."""
        clock, told = self._device.clock, list[Call]()
        until = clock.now() + timedelta(seconds=seconds)
        while (due := min(self._dues(), key=lambda due: due[:2], default=None)) and due[0] <= until:
            clock.reach(due[0])
            told += due[2](due[0])
        clock.run_to(until)
        return tuple(told)

    def register_at_begin(self, place: Place) -> float:
        """What the register showed when the transaction began."""
        begin = place.bay.begin
        values = begin["sampledValue"] if begin else []
        shown = [float(value["value"]) for value in values if value["measurand"] == ENERGY]
        return shown[0] if shown else self._device.meter.energy(place.evse)

    def end_of_allowance(self, place: Place) -> Calls:
        """Energy stops where as much as is allowed to an invalid token has flowed (E05.FR.02)."""
        limit = place.bay.energy_limit
        if limit is None or self._device.meter.energy(place.evse) < limit - 1e-6:
            return ()
        place.bay.energy_limit = None
        place.bay.suspended = True
        return place.follow_energy("DeAuthorized")

    def _dues(self) -> Iterator[Due]:
        for place in self._places.values():
            yield from self._dues_at(place)
        interval = self._seconds("AlignedDataCtrlr", "Interval")
        if interval and self._device.model.value("AlignedDataCtrlr", "Enabled") == "true":
            yield _next_aligned(self._aligned, interval), 1, self._clock_aligned

    def _dues_at(self, place: Place) -> Iterator[Due]:
        bay, meter = place.bay, self._device.meter
        if bay.connect_until is not None:
            yield bay.connect_until, 0, lambda _: place.time_is_out()
        power = meter.registers[place.evse].power
        if bay.energy_limit is not None and power:
            missing = max(bay.energy_limit - meter.energy(place.evse), 0.0) / power * 3600
            # To the next millisecond: the clock counts in these.
            moment = whole(self._device.clock.now() + timedelta(seconds=missing, milliseconds=1))
            yield moment, 0, lambda _: self.end_of_allowance(place)
        if bay.transaction is None or not bay.connected:
            return
        yield from self._aligned_for_the_end(place, bay.transaction.id)
        if self._device.model.value("SampledDataCtrlr", "Enabled") != "true":
            return
        for kind, sample in (("TxUpdatedInterval", self._periodic), ("TxEndedInterval", self._kept)):
            interval = self._seconds("SampledDataCtrlr", kind)
            if interval:
                since = self._sampled.setdefault((bay.transaction.id, kind), self._device.clock.now())
                yield since + timedelta(seconds=interval), 2, partial(sample, place)

    def _aligned_for_the_end(self, place: Place, transaction: str) -> Iterator[Due]:
        interval, model = self._seconds("AlignedDataCtrlr", "TxEndedInterval"), self._device.model
        measurands = list(filter(None, model.value("AlignedDataCtrlr", "TxEndedMeasurands").split(",")))
        if not interval or not measurands or model.value("AlignedDataCtrlr", "Enabled") != "true":
            return

        def keep(at: datetime) -> Calls:
            self._sampled[transaction, "Aligned"] = at
            place.teller.keep(self._device.meter.sample(place.evse, "Sample.Clock", measurands=measurands, at=at))
            return ()

        since = self._sampled.setdefault((transaction, "Aligned"), self._device.clock.now())
        yield _next_aligned(since, interval), 2, keep

    def _periodic(self, place: Place, at: datetime) -> Calls:
        self._mark(place, "TxUpdatedInterval", at)
        value = self._device.meter.sample(place.evse, "Sample.Periodic", at=at)
        return place.teller.event("Updated", "MeterValuePeriodic", meterValue=[value], timestamp=rfc3339(at))

    def _kept(self, place: Place, at: datetime) -> Calls:
        self._mark(place, "TxEndedInterval", at)
        place.teller.keep(self._device.meter.sample(place.evse, "Sample.Periodic", at=at))
        return ()

    def _mark(self, place: Place, kind: str, at: datetime) -> None:
        if place.bay.transaction is not None:
            self._sampled[place.bay.transaction.id, kind] = at

    def _clock_aligned(self, at: datetime) -> Calls:
        """The values of all EVSEs: in its transaction, or by MeterValues where there is none (J01.FR.14)."""
        self._aligned = at
        idle_only = self._device.model.value("AlignedDataCtrlr", "SendDuringIdle") == "true"
        busy = any(place.bay.transaction for place in self._places.values())
        if idle_only and busy:
            return ()
        told: Calls = self._outlet.meter_values(self._device.meter_values(0, at=at))
        for place in self._places.values():
            if place.bay.transaction is None:
                told += self._outlet.meter_values(self._device.meter_values(place.evse, at=at))
            elif place.bay.connected:
                value = self._device.meter.sample(place.evse, "Sample.Clock", at=at)
                told += place.teller.event("Updated", "MeterValueClock", meterValue=[value], timestamp=rfc3339(at))
        return told

    def _seconds(self, component: str, variable: str) -> float:
        return float(self._device.model.value(component, variable) or 0)


def _next_aligned(after: datetime, interval: float) -> datetime:
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=((after - midnight).total_seconds() // interval + 1) * interval)
