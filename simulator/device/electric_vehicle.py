"""An EV with ISO 15118: its needs, and its schedule within an offer (K15 to K17)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

import msgspec

from plugfest.simulator.device.clock import rfc3339

_PHASES = {"AC_single_phase": 1, "AC_two_phase": 2, "AC_three_phase": 3}
_SECONDS_PER_HOUR = 3600
VOLTAGE = 230
"""The line voltage that an EV assumes."""


class ElectricVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """Currents in ampere (per phase for AC), voltage in volt, energy in watt hours, power in watt."""

    transfer: Literal["DC", "AC_single_phase", "AC_two_phase", "AC_three_phase"] = "AC_three_phase"
    energy: int = 20_000
    """The remaining energy demand."""
    min_current: int = 6
    max_current: int = 16
    max_voltage: int = 400
    max_power: int | None = None
    """For direct current; None: not sent."""
    departure: datetime | None = None
    max_tuples: int = 10
    """Maximum number of periods of a schedule."""

    @property
    def phases(self) -> int:
        """The number of phases."""
        return _PHASES.get(self.transfer, 3)

    @property
    def needs(self) -> dict[str, Any]:
        """The payload of a NotifyEVChargingNeeds without the EVSE; never both kinds of parameters (K15.FR.06)."""
        needs: dict[str, Any] = {"requestedEnergyTransfer": self.transfer}
        if self.departure is not None:
            needs["departureTime"] = rfc3339(self.departure)
        if self.transfer == "DC":
            direct = {"evMaxCurrent": self.max_current, "evMaxVoltage": self.max_voltage, "energyAmount": self.energy}
            needs["dcChargingParameters"] = direct | ({"evMaxPower": self.max_power} if self.max_power else {})
        else:
            needs["acChargingParameters"] = {
                "energyAmount": self.energy,
                "evMinCurrent": self.min_current,
                "evMaxCurrent": self.max_current,
                "evMaxVoltage": self.max_voltage,
            }
        return {"maxScheduleTuples": self.max_tuples, "chargingNeeds": needs}

    def periods(self, offered: Sequence[dict[str, Any]], unit: str, duration: int) -> list[dict[str, Any]]:
        """Return the EV's schedule within the offer: its maximum, until its energy demand is met."""
        starts = [period["startPeriod"] for period in offered if period["startPeriod"] < duration]
        left, own = float(self.energy), list[dict[str, Any]]()
        for period, (start, end) in zip(offered, pairwise([*starts, duration]), strict=False):
            limit = self._taken(float(period["limit"]), unit) if left > 0 else 0.0
            power = limit if unit == "W" else limit * VOLTAGE * self.phases
            own.append(self._period(start, limit, unit))
            full = start + int(left * _SECONDS_PER_HOUR / power) + 1 if power else end
            left -= power * (end - start) / _SECONDS_PER_HOUR
            if left <= 0 and full < end:
                own.append(self._period(full, 0.0, unit))
        return _at_most(self.max_tuples, _without_repeats(own))

    def _taken(self, limit: float, unit: str) -> float:
        """Return the part of a limit that the EV uses; below its minimum current it does not charge."""
        if self.transfer == "DC":
            most = self.max_power or self.max_current * self.max_voltage
            return min(limit, most if unit == "W" else most / (VOLTAGE * self.phases) // 0.1 / 10)
        volts = VOLTAGE * self.phases if unit == "W" else 1
        taken = min(limit, float(self.max_current * volts))
        return taken if taken >= self.min_current * volts else 0.0

    def _period(self, start: int, limit: float, unit: str) -> dict[str, Any]:
        period = {"startPeriod": start, "limit": limit}
        return period if self.transfer == "DC" or unit == "W" else {**period, "numberPhases": self.phases}


def _without_repeats(periods: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for period in periods:
        if not kept or kept[-1]["limit"] != period["limit"]:
            kept.append(period)
    return kept


def _at_most(most: int, periods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Limit the number of periods: the last one takes the lowest limit of those it replaces."""
    rest = periods[most - 1 :]
    if len(rest) < 2:
        return periods
    least = min(rest, key=lambda period: float(period["limit"]))
    return [*periods[: most - 1], {**least, "startPeriod": rest[0]["startPeriod"]}]
