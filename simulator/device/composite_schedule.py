"""The composite schedule: the merged charging profiles (Part 2, K 3.5, K08, SC.01).

At each time, the leading profile of a purpose is the one with the highest stack level that has a period for that time;
a leading TxProfile overrides the TxDefaultProfiles; the lowest leading limit applies. A limit in amperes is one per
phase, one in watts is converted into amperes over the phases of its own period (K01.FR.50). If profiles differ in the
number of phases, the lowest is used, also to convert amperes into watts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Any

import msgspec

from plugfest.simulator.device.schedule_timeline import Limit, Timeline

_TENTH = Decimal("0.1")
_STATION_CAPS = ("ChargingStationMaxProfile", "ChargingStationExternalConstraints")


class Circuit(msgspec.Struct, frozen=True):
    """The circuit that profiles are merged for: line voltage, unit of the result, limits of the hardware."""

    unit: str
    voltage: int
    hardware: Limit

    def lowest(self, limits: Sequence[Limit]) -> "Merged":
        """Return the lowest of limits and hardware, over the lowest number of phases."""
        every = (*limits, self.hardware)
        phases = min(limit.phases for limit in every)
        amount = min(self._in_unit(limit, phases) for limit in every)
        return Merged(amount, phases, _one_phase(limits))

    def cap(self, total: "Merged", caps: Sequence[Limit]) -> "Merged":
        """Return a sum limited by the limits that apply to all of it."""
        phases = min([total.phases, *(limit.phases for limit in caps)])
        amount = min([total.amount, *(self._in_unit(limit, phases) for limit in caps)])
        return Merged(amount, phases, _one_phase(caps))

    def _in_unit(self, limit: Limit, phases: int) -> Decimal:
        return limit.amperes(self.voltage) if self.unit == "A" else limit.watts(self.voltage, phases)


class Merged(msgspec.Struct, frozen=True):
    """The result at one time, in the requested unit."""

    amount: Decimal
    phases: int
    phase_to_use: int | None = None

    def as_period(self, start: int) -> dict[str, Any]:
        """Return a ChargingSchedulePeriodType; the limit is rounded down to the tenth that OCPP allows."""
        limit = float(self.amount.quantize(_TENTH, ROUND_DOWN))
        period: dict[str, Any] = {"startPeriod": start, "limit": limit, "numberPhases": self.phases}
        return period if self.phase_to_use is None else {**period, "phaseToUse": self.phase_to_use}


def evse_schedule(
    profiles: Iterable[Timeline], circuit: Circuit, start: datetime, duration: int
) -> list[dict[str, Any]]:
    """Return the periods for one EVSE: `duration` seconds from `start`, from the profiles that concern it."""
    kept = list(profiles)
    return _periods(kept, start, duration, lambda moment: circuit.lowest(_leading(kept, moment)))


def station_schedule(
    profiles_by_evse: Sequence[Sequence[Timeline]], circuit: Circuit, start: datetime, duration: int
) -> list[dict[str, Any]]:
    """Return the periods for the grid connection (K08.FR.03): the sum of all EVSEs within the station's limits."""

    def total(moment: datetime) -> Merged:
        parts = []
        caps: list[Limit] = []
        for profiles in profiles_by_evse:
            caps = _leading([p for p in profiles if _purpose(p) in _STATION_CAPS], moment)
            parts.append(circuit.lowest(_leading([p for p in profiles if _purpose(p) not in _STATION_CAPS], moment)))
        drawn = Merged(sum((part.amount for part in parts), Decimal(0)), max(part.phases for part in parts))
        return circuit.cap(drawn, caps)

    return _periods([profile for profiles in profiles_by_evse for profile in profiles], start, duration, total)


def _leading(profiles: Iterable[Timeline], moment: datetime) -> list[Limit]:
    """Return the leading limits at that time, at most one per purpose."""
    leading: dict[str, tuple[int, Limit]] = {}
    for timeline in profiles:
        limit, level = timeline.limit_at(moment), int(timeline.profile["stackLevel"])
        found = leading.get(_purpose(timeline))
        if limit is not None and (found is None or found[0] < level):
            leading[_purpose(timeline)] = level, limit
    if "TxProfile" in leading:
        leading.pop("TxDefaultProfile", None)
    return [limit for _, limit in leading.values()]


def _purpose(timeline: Timeline) -> str:
    return str(timeline.profile["chargingProfilePurpose"])


def _periods(
    profiles: Iterable[Timeline], start: datetime, duration: int, at: Callable[[datetime], Merged]
) -> list[dict[str, Any]]:
    """Return the result over time, in whole seconds; a second with two limits gets the lower one."""
    end = start + timedelta(seconds=duration)
    moments = {moment for profile in profiles for moment in profile.changes(start, end) if start < moment < end}
    edges = [0.0, *sorted((moment - start).total_seconds() for moment in moments)]
    outcomes = [at(start + timedelta(seconds=edge)) for edge in edges]
    seconds = sorted({duration, *map(floor, edges), *map(ceil, edges)})
    periods: list[dict[str, Any]] = []
    for begin, finish in pairwise(seconds):
        inside = outcomes[bisect_right(edges, begin) - 1 : bisect_left(edges, finish)]
        period = min(inside, key=lambda merged: merged.amount).as_period(begin)
        if not periods or {**periods[-1], "startPeriod": begin} != period:
            periods.append(period)
    return periods


def _one_phase(limits: Sequence[Limit]) -> int | None:
    return next((limit.phase_to_use for limit in limits if limit.phase_to_use is not None), None)
