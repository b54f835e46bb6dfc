"""Charging profiles of the station, and the messages that report them."""

import secrets
from datetime import timedelta
from typing import Any

from plugfest.scenarios.language import Call, Configured, CsmsCall, csms_now, rfc3339
from plugfest.scenarios.suites.ocpp201_csms.k_smart_charging.limits import in_unit

_FAR = 1_000_000


def report(asked: CsmsCall, evse: int, profile: dict[str, Any], *, source: str = "CSO", tbc: bool = False) -> Call:
    """Return a ReportChargingProfilesRequest with one profile of this EVSE and source, as the reply to `asked`."""
    payload = {
        "requestId": asked["requestId"],
        "chargingLimitSource": source,
        "tbc": tbc,
        "evseId": evse,
        "chargingProfile": [profile],
    }
    return Call("ReportChargingProfiles", payload)


def installed_profile(
    configured: Configured, *, purpose: str = "TxDefaultProfile", profile_id: int | None = None
) -> dict[str, Any]:
    """Return a profile that was installed earlier: an id that no CSMS can guess, the configured stack level."""
    id_ = profile_id or 1 + secrets.randbelow(_FAR)
    schedule = _schedule(id_, in_unit(16, configured), configured)
    return {
        "id": id_,
        "stackLevel": configured.stack_level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule],
    }


def external_limit(limit: float, configured: Configured) -> dict[str, Any]:
    """Return the profile of a limit that an external system has set; its id is negative (K12.FR.05)."""
    id_ = -1 - secrets.randbelow(_FAR)
    return {
        "id": id_,
        "stackLevel": 0,
        "chargingProfilePurpose": "ChargingStationExternalConstraints",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [_schedule(-id_, limit, configured)],
    }


def _schedule(schedule_id: int, limit: float, configured: Configured) -> dict[str, Any]:
    return {
        "id": schedule_id,
        "startSchedule": rfc3339(csms_now() - timedelta(minutes=1)),
        "chargingRateUnit": configured.charging_rate_unit,
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
    }
