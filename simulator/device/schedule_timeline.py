"""The limits of one charging profile over time: validity, kinds, recurrence, periods (Part 2, K 3.3)."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.messages import Payload

_RECURRENCE = {"Daily": timedelta(days=1), "Weekly": timedelta(weeks=1)}
_NO_PHASES_SAID = 3
"""Default number of phases of a period (K01.FR.49)."""


@dataclass(frozen=True)
class Limit:
    """A limit of a schedule: watts over all phases, or amperes on each of them (K01.FR.51)."""

    amount: Decimal
    unit: str
    phases: int = _NO_PHASES_SAID
    phase_to_use: int | None = None

    def amperes(self, voltage: int) -> Decimal:
        """Return the amperes per phase (K01.FR.50)."""
        return self.amount if self.unit == "A" else self.amount / (voltage * self.phases)

    def watts(self, voltage: int, phases: int) -> Decimal:
        """Return the watts over that many phases."""
        return self.amount if self.unit == "W" else self.amount * voltage * phases


@dataclass(frozen=True)
class Timeline:
    """A profile over time; a Relative one begins at `origin`.

    `schedule` selects one of its schedules; only ISO 15118 sessions have several.
    """

    profile: dict[str, Any]
    origin: datetime
    schedule: int = 0

    def limit_at(self, moment: datetime) -> Limit | None:
        """Return the limit at that time; None if the profile is not valid or has no period then."""
        start = self._last_start(moment)
        if not self._valid_at(moment) or start is None:
            return None
        passed = (moment - start).total_seconds()
        if passed >= self._schedule.get("duration", float("inf")):
            return None
        offsets, limits = self._limits
        return limits[bisect_right(offsets, passed) - 1]

    def changes(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield every time from start to end at which its limit may change."""
        for name in ("validFrom", "validTo"):
            if name in self.profile:
                yield moment_of(self.profile[name])
        schedule = self._schedule
        offsets = [period["startPeriod"] for period in schedule["chargingSchedulePeriod"]]
        if "duration" in schedule:
            offsets.append(schedule["duration"])
        for begin in self._starts(start, end):
            yield from (begin + timedelta(seconds=offset) for offset in offsets)

    # A profile is asked for its limit at every moment at which any other changes: it is read once.

    @cached_property
    def _limits(self) -> tuple[list[int], list[Limit]]:
        schedule = self._schedule
        periods = schedule["chargingSchedulePeriod"]
        return [period["startPeriod"] for period in periods], [
            Limit(
                Decimal(str(period["limit"])),
                schedule["chargingRateUnit"],
                period.get("numberPhases", _NO_PHASES_SAID),
                period.get("phaseToUse"),
            )
            for period in periods
        ]

    @cached_property
    def _schedule(self) -> Payload:
        schedules: list[dict[str, Any]] = self.profile["chargingSchedule"]
        return schedules[min(self.schedule, len(schedules) - 1)]

    @cached_property
    def _first_start(self) -> datetime:
        start = self._schedule.get("startSchedule")
        return moment_of(start) if start and self.profile["chargingProfileKind"] != "Relative" else self.origin

    def _valid_at(self, moment: datetime) -> bool:
        """Return whether it is valid: from validFrom on, before validTo (K01.FR.36, FR.37)."""
        start, end = self._validity
        return (start is None or start <= moment) and (end is None or moment < end)

    @cached_property
    def _validity(self) -> tuple[datetime | None, datetime | None]:
        start, end = self.profile.get("validFrom"), self.profile.get("validTo")
        return moment_of(start) if start is not None else None, moment_of(end) if end is not None else None

    def _last_start(self, moment: datetime) -> datetime | None:
        """Return the start of the run at that time; None before the first one (K01.FR.30)."""
        first = self._first_start
        if moment < first:
            return None
        every = self._every
        return first + (moment - first) // every * every if every else first

    def _starts(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Return the starts of all runs that overlap a period."""
        begin = self._last_start(start) or self._first_start
        while begin < end:
            yield begin
            if self._every is None:
                return
            begin += self._every

    @cached_property
    def _every(self) -> timedelta | None:
        return _RECURRENCE.get(self.profile.get("recurrencyKind", ""))
