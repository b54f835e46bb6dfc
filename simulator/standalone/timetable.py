"""Due times: meter values, connection timeout, energy limit of an invalid token (E03, E05, J01, J02)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from plugfest.simulator.behaviour.evse_behaviour import Calls, EvseBehaviour
from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.device.clock import rfc3339, whole
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.device.meter import ENERGY

Due = tuple[datetime, int, Callable[[datetime], Calls]]
"""Due time, priority at the same time, and action."""


@dataclass(frozen=True, slots=True)
class _Intervals:
    """The intervals of meter values in seconds, 0 for those that are off, in one revision of the model."""

    revision: int
    aligned: float
    aligned_for_the_end: float
    periodic: float
    kept: float


class Timetable:
    """The due times of all EVSEs of a station."""

    def __init__(self, device: Device, outgoing: OutgoingQueue, evses: Mapping[int, EvseBehaviour]) -> None:
        self._device = device
        self._outgoing = outgoing
        self._evses = evses
        self._sampled: dict[tuple[str, str], datetime] = {}
        self._aligned = device.clock.now()
        self._known: _Intervals | None = None
        self._next: datetime | None = None

    def passes(self, seconds: float) -> Calls:
        """Let time pass and do what is due at its own time. Raises ValueError beyond real time."""
        clock, reported = self._device.clock, list[Call]()
        until = clock.now() + timedelta(seconds=seconds)
        while (due := min(self._dues(), key=_moment_and_rank, default=None)) and due[0] <= until:
            clock.reach(due[0])
            reported += due[2](due[0])
        self._next = due[0] if due is not None else None
        clock.run_to(until)
        return tuple(reported)

    def next_due(self) -> datetime | None:
        """Return when the next thing falls due, as it was when time last passed; None if nothing does."""
        return self._next

    def register_at_begin(self, evse: EvseBehaviour) -> float:
        """Return the register value with which the transaction began."""
        begin = evse.state.begin
        values = begin["sampledValue"] if begin else []
        shown = [float(value["value"]) for value in values if value["measurand"] == ENERGY]
        return shown[0] if shown else self._device.meter.energy(evse.id)

    def end_of_allowance(self, evse: EvseBehaviour) -> Calls:
        """Return the time at which an invalid token has used its allowed energy (E05.FR.02)."""
        limit = evse.state.energy_limit
        if limit is None or self._device.meter.energy(evse.id) < limit - 1e-6:
            return ()
        evse.state.energy_limit = None
        evse.state.suspended = True
        return evse.update_energy("DeAuthorized")

    def _dues(self) -> Iterator[Due]:
        for evse in self._evses.values():
            yield from self._dues_at(evse)
        if interval := self._intervals().aligned:
            yield _next_aligned(self._aligned, interval), 1, self._clock_aligned

    def _dues_at(self, evse: EvseBehaviour) -> Iterator[Due]:
        state, meter = evse.state, self._device.meter
        if state.connect_until is not None:
            yield state.connect_until, 0, lambda _: evse.connection_times_out()
        power = meter.registers[evse.id].power
        if state.energy_limit is not None and power:
            missing = max(state.energy_limit - meter.energy(evse.id), 0.0) / power * 3600
            # Rounded up to a millisecond, the resolution of the clock.
            moment = whole(self._device.clock.now() + timedelta(seconds=missing, milliseconds=1))
            yield moment, 0, lambda _: self.end_of_allowance(evse)
        if state.transaction is None or not state.connected:
            return
        intervals, transaction = self._intervals(), state.transaction.id
        if interval := intervals.aligned_for_the_end:
            yield _next_aligned(self._since(transaction, "Aligned"), interval), 2, partial(self._kept_aligned, evse)
        if interval := intervals.periodic:
            since = self._since(transaction, "TxUpdatedInterval")
            yield since + timedelta(seconds=interval), 2, partial(self._periodic, evse)
        if interval := intervals.kept:
            since = self._since(transaction, "TxEndedInterval")
            yield since + timedelta(seconds=interval), 2, partial(self._kept, evse)

    def _since(self, transaction: str, kind: str) -> datetime:
        since = self._sampled.get((transaction, kind))
        if since is None:
            running = {each.id for each in self._device.transactions.open}
            self._sampled = {key: at for key, at in self._sampled.items() if key[0] in running}
            since = self._sampled[transaction, kind] = self._device.clock.now()
        return since

    def _intervals(self) -> _Intervals:
        model = self._device.model
        if self._known is None or self._known.revision != model.revision:
            aligned = model.value("AlignedDataCtrlr", "Enabled") == "true"
            for_the_end = aligned and bool(self._measurands_for_the_end())
            sampled = model.value("SampledDataCtrlr", "Enabled") == "true"
            self._known = _Intervals(
                model.revision,
                aligned=self._seconds("AlignedDataCtrlr", "Interval") if aligned else 0,
                aligned_for_the_end=self._seconds("AlignedDataCtrlr", "TxEndedInterval") if for_the_end else 0,
                periodic=self._seconds("SampledDataCtrlr", "TxUpdatedInterval") if sampled else 0,
                kept=self._seconds("SampledDataCtrlr", "TxEndedInterval") if sampled else 0,
            )
        return self._known

    def _measurands_for_the_end(self) -> list[str]:
        return list(filter(None, self._device.model.value("AlignedDataCtrlr", "TxEndedMeasurands").split(",")))

    def _kept_aligned(self, evse: EvseBehaviour, at: datetime) -> Calls:
        self._mark(evse, "Aligned", at)
        measurands = self._measurands_for_the_end()
        evse.events.keep(self._device.meter.sample(evse.id, "Sample.Clock", measurands=measurands, at=at))
        return ()

    def _periodic(self, evse: EvseBehaviour, at: datetime) -> Calls:
        self._mark(evse, "TxUpdatedInterval", at)
        value = self._device.meter.sample(evse.id, "Sample.Periodic", at=at)
        return evse.events.event("Updated", "MeterValuePeriodic", meterValue=[value], timestamp=rfc3339(at))

    def _kept(self, evse: EvseBehaviour, at: datetime) -> Calls:
        self._mark(evse, "TxEndedInterval", at)
        evse.events.keep(self._device.meter.sample(evse.id, "Sample.Periodic", at=at))
        return ()

    def _mark(self, evse: EvseBehaviour, kind: str, at: datetime) -> None:
        if evse.state.transaction is not None:
            self._sampled[evse.state.transaction.id, kind] = at

    def _clock_aligned(self, at: datetime) -> Calls:
        """Return the values of all EVSEs: in the transaction, or by MeterValues without one (J01.FR.14)."""
        self._aligned = at
        idle_only = self._device.model.value("AlignedDataCtrlr", "SendDuringIdle") == "true"
        busy = any(evse.state.transaction for evse in self._evses.values())
        if idle_only and busy:
            return ()
        reported: Calls = self._outgoing.meter_values(self._device.meter_values(0, at=at))
        for evse in self._evses.values():
            if evse.state.transaction is None:
                reported += self._outgoing.meter_values(self._device.meter_values(evse.id, at=at))
            elif evse.state.connected:
                value = self._device.meter.sample(evse.id, "Sample.Clock", at=at)
                reported += evse.events.event("Updated", "MeterValueClock", meterValue=[value], timestamp=rfc3339(at))
        return reported

    def _seconds(self, component: str, variable: str) -> float:
        return float(self._device.model.value(component, variable) or 0)


def _moment_and_rank(due: Due) -> tuple[datetime, int]:
    return due[:2]


def _next_aligned(after: datetime, interval: float) -> datetime:
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=((after - midnight).total_seconds() // interval + 1) * interval)
