"""The EV's own charging schedules, made from the profile that the CSMS offered (K15, K16, K17)."""

import copy
from datetime import UTC, datetime
from typing import Any

from plugfest.scenarios.language.exchanges import CsmsCall
from plugfest.scenarios.stage.stops import Stop


def exactly_as_offered(offer: CsmsCall) -> dict[str, Any]:
    """NotifyEVChargingSchedule with the schedule that the CSMS offered, unaltered; of several, the first."""
    schedule = _schedule(offer)
    begins = schedule.get("startSchedule") or datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"timeBase": begins, "evseId": offer["evseId"], "chargingSchedule": schedule}


def beyond_limits(offer: CsmsCall) -> dict[str, Any]:
    """NotifyEVChargingSchedule with twice what the CSMS offered, in every period."""
    schedule = exactly_as_offered(offer)
    for period in schedule["chargingSchedule"]["chargingSchedulePeriod"]:
        period["limit"] = period["limit"] * 2 + 1
    return schedule


def _schedule(offer: CsmsCall) -> dict[str, Any]:
    profile = offer["chargingProfile"]
    schedules = profile.get("chargingSchedule") if isinstance(profile, dict) else None
    if not schedules or not isinstance(schedules, list):
        raise Stop(
            "validation-violated",
            "SetChargingProfileRequest has no chargingSchedule, which the EV's own is made from",
            csms_at_fault=True,
        )
    schedule: dict[str, Any] = copy.deepcopy(schedules[0])
    return schedule
