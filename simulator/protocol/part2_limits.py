"""Limits of Part 2 on charging profiles and firmware beyond the schemas: advised in every message."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from plugfest.simulator.protocol.frames import Defect

_PHASES: Final = range(1, 4)


def advised_limits(action: str, payload: dict[str, Any]) -> Iterator[Defect]:
    """Yield the contents of a request that Part 2 advises against."""
    profile = payload.get("chargingProfile")
    if isinstance(profile, dict):
        yield from _of_profile(profile)
    firmware = payload.get("firmware")
    if action == "UpdateFirmware" and isinstance(firmware, dict) and not firmware.get("signature"):
        yield _remark("a firmware without signature cannot be verified by a station (use case L01)", "firmware")


def _remark(text: str, path: str) -> Defect:
    return Defect("part 2", text, path, advised=True)


def _of_profile(profile: dict[str, Any]) -> Iterator[Defect]:
    if _is_below(profile.get("stackLevel"), 0):
        yield _remark("stackLevel must not be below 0 (Part 2)", "chargingProfile.stackLevel")
    begin, end = _moment(profile.get("validFrom")), _moment(profile.get("validTo"))
    if begin is not None and end is not None and begin > end:
        yield _remark("validFrom must not lie after validTo (Part 2)", "chargingProfile.validFrom")
    schedules = profile.get("chargingSchedule")
    for number, schedule in enumerate(schedules if isinstance(schedules, list) else []):
        if isinstance(schedule, dict):
            yield from _of_schedule(schedule, f"chargingProfile.chargingSchedule[{number}]")


def _of_schedule(schedule: dict[str, Any], place: str) -> Iterator[Defect]:
    if _is_below(schedule.get("minChargingRate"), 0):
        yield _remark("minChargingRate must not be below 0 (Part 2)", f"{place}.minChargingRate")
    periods, duration = schedule.get("chargingSchedulePeriod"), schedule.get("duration")
    for number, period in enumerate(periods if isinstance(periods, list) else []):
        if isinstance(period, dict):
            yield from _of_period(period, duration, f"{place}.chargingSchedulePeriod[{number}]")


def _of_period(period: dict[str, Any], duration: Any, place: str) -> Iterator[Defect]:
    if _is_below(period.get("limit"), 0):
        yield _remark("limit must not be below 0 (Part 2)", f"{place}.limit")
    phases = period.get("numberPhases")
    if isinstance(phases, int) and phases not in _PHASES:
        yield _remark("numberPhases must be 1, 2 or 3 (Part 2)", f"{place}.numberPhases")
    start = period.get("startPeriod")
    if isinstance(start, int) and isinstance(duration, int) and start and start >= duration:
        yield _remark(f"a period must not begin after the duration of {duration} s (Part 2)", f"{place}.startPeriod")


def _is_below(value: Any, least: float) -> bool:
    return isinstance(value, int | float) and value < least


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
