"""Charging schedules as numbers: made from a vehicle's needs, compared with each other (K15 to K17)."""

from bisect import bisect_right
from datetime import datetime, timedelta
from typing import Any, Final

from plugfest.csms.store.tables import moment, timestamp

GRID_CURRENT: Final = 32.0
"""What the CSMS grants per phase, in ampere."""
GRID_POWER: Final = 150_000.0
"""What the CSMS grants to direct current, in watt."""
_VOLTAGE: Final = 230.0
_LONGEST: Final = 86_400
_PHASES: Final = {"AC_single_phase": 1, "AC_two_phase": 2, "AC_three_phase": 3}


def schedule_for(needs: dict[str, Any], id_: int, now: datetime) -> dict[str, Any]:
    """A ChargingScheduleType of one period: as much as vehicle and grid allow, until the departure."""
    period: dict[str, Any] = {"startPeriod": 0}
    direct = needs.get("dcChargingParameters")
    if direct is not None:
        unit = "W"
        power = direct.get("evMaxPower", direct["evMaxCurrent"] * direct["evMaxVoltage"])
        period["limit"] = min(float(power), GRID_POWER)
    else:
        unit = "A"
        current = needs.get("acChargingParameters", {}).get("evMaxCurrent", GRID_CURRENT)
        period |= {
            "limit": min(float(current), GRID_CURRENT),
            "numberPhases": _PHASES.get(needs["requestedEnergyTransfer"], 3),
        }
    return {
        "id": id_,
        "startSchedule": timestamp(now),
        "duration": _seconds_until(needs.get("departureTime"), now),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [period],
    }


def is_within(schedule: dict[str, Any], begin: str, limits: dict[str, Any], limits_begin: str) -> bool:
    """Whether a schedule never asks for more than another one allows, at any moment that both speak of."""
    offset = (moment(begin) - moment(limits_begin)).total_seconds()
    asked, allowed = _steps(schedule), _steps(limits)
    asked_end = float(schedule.get("duration", float("inf")))
    allowed_end = float(limits.get("duration", float("inf")))
    seconds = {start for start, _ in asked} | {start - offset for start, _ in allowed}
    for second in seconds:
        if not 0 <= second < asked_end or second + offset >= allowed_end:
            continue
        if _at(asked, second) > _at(allowed, second + offset) + 1e-6:
            return False
    return True


def _steps(schedule: dict[str, Any]) -> list[tuple[float, float]]:
    # Watts throughout: a vehicle may answer in another unit than it was offered.
    watts = schedule["chargingRateUnit"] == "W"
    return sorted(
        (
            float(period["startPeriod"]),
            float(period["limit"]) * (1.0 if watts else _VOLTAGE * period.get("numberPhases", 3)),
        )
        for period in schedule["chargingSchedulePeriod"]
    )


def _at(steps: list[tuple[float, float]], second: float) -> float:
    index = bisect_right(steps, (second, float("inf"))) - 1
    return steps[max(index, 0)][1]


def _seconds_until(departure: str | None, now: datetime) -> int:
    if departure is None:
        return _LONGEST
    left = (moment(departure) - now) // timedelta(seconds=1)
    return left if 0 < left < _LONGEST else _LONGEST
