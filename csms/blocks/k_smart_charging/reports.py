"""ReportChargingProfiles (K09)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("ReportChargingProfiles")
def report_charging_profiles(request: Request) -> dict[str, Any]:
    """Keep the reported profiles."""
    events.note(request.db, request.station, "ReportChargingProfiles", request.payload)
    return {}
