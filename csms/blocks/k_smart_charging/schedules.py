"""Comparison of a vehicle's schedule with the offered limits (K15.FR.11, K16.FR.06, K17.FR.11)."""

from bisect import bisect_right
from typing import Any, Final

from plugfest.csms.blocks.k_smart_charging.composite import VOLTAGE
from plugfest.csms.store.tables import moment

_NEGLIGIBLE: Final = 1e-6


def is_within(schedule: dict[str, Any], begin: str, limits: dict[str, Any], limits_begin: str) -> bool:
    """Return whether a schedule never exceeds another one at any time covered by both."""
    offset = (moment(begin) - moment(limits_begin)).total_seconds()
    asked, allowed = _steps(schedule), _steps(limits)
    asked_end = float(schedule.get("duration", float("inf")))
    allowed_end = float(limits.get("duration", float("inf")))
    seconds = {0.0, -offset} | {start for start, _ in asked} | {start - offset for start, _ in allowed}
    for second in seconds:
        if not 0 <= second < asked_end or not 0 <= second + offset < allowed_end:
            continue
        if _at(asked, second) > _at(allowed, second + offset) + _NEGLIGIBLE:
            return False
    return True


def _steps(schedule: dict[str, Any]) -> list[tuple[float, float]]:
    # Compared in watts: a vehicle may answer in another unit than that of the offer.
    watts = schedule["chargingRateUnit"] == "W"
    return sorted(
        (
            float(period["startPeriod"]),
            float(period["limit"]) * (1.0 if watts else VOLTAGE * period.get("numberPhases", 3)),
        )
        for period in schedule["chargingSchedulePeriod"]
    )


def _at(steps: list[tuple[float, float]], second: float) -> float:
    index = bisect_right(steps, (second, float("inf"))) - 1
    return steps[max(index, 0)][1]
