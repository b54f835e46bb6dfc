"""Charging schedules of the EV, derived from the profile that the CSMS offered (K15, K16, K17)."""

import copy
from typing import Any

from plugfest.scenarios.language import CsmsCall, Stop, csms_now, rfc3339


def exactly_as_offered(offer: CsmsCall) -> dict[str, Any]:
    """Return a NotifyEVChargingSchedule payload with the first schedule that the CSMS offered, unchanged."""
    schedule = copy.deepcopy(_sound_profile(offer)["chargingSchedule"][0])
    begins = schedule.get("startSchedule") or rfc3339(csms_now())
    return {"timeBase": begins, "evseId": offer["evseId"], "chargingSchedule": schedule}


def beyond_limits(offer: CsmsCall) -> dict[str, Any]:
    """Return a NotifyEVChargingSchedule payload with more than twice the offered limit in every period."""
    schedule = exactly_as_offered(offer)
    for period in schedule["chargingSchedule"]["chargingSchedulePeriod"]:
        period["limit"] = period["limit"] * 2 + 1
    return schedule


def profile_id(call: CsmsCall) -> int:
    """Return the id of the charging profile in a request."""
    return int(profile_field(call, "id"))


def profile_field(call: CsmsCall, name: str) -> Any:
    """Return a field of the charging profile in a request, which the next step needs."""
    return _sound_profile(call)[name]


def _sound_profile(call: CsmsCall) -> dict[str, Any]:
    """Return the charging profile of a request that fits its schema; stop the case if there is none."""
    profile = call.get("chargingProfile")
    if not call.received.frame.fits_schema or not isinstance(profile, dict):
        raise Stop(
            "validation-violated",
            f"{call.subject} has no charging profile that can be read, which the next step needs",
            csms_at_fault=True,
        )
    return profile
