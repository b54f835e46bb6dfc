"""External limits: NotifyChargingLimit and ClearedChargingLimit (K11 to K14)."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, Request
from plugfest.csms.blocks.k_smart_charging.iso15118 import reconsider
from plugfest.csms.blocks.registry import endpoint, handles
from plugfest.csms.store import charging, charging_limits


@handles("NotifyChargingLimit")
def charging_limit(request: Request) -> dict[str, Any]:
    """Store an external limit; offers to vehicles must stay within it."""
    charging_limits.keep(request.db, request.station, request.payload)
    reconsider(request)
    return {}


@handles("ClearedChargingLimit")
def cleared_charging_limit(request: Request) -> dict[str, Any]:
    """Remove an external limit."""
    payload = request.payload
    source, evse = payload["chargingLimitSource"], payload.get("evseId", 0)
    charging_limits.clear(request.db, request.station, source, evse)
    charging.forget_external(request.db, request.station, source, evse)
    reconsider(request)
    return {}


@endpoint("GET", "/stations/{station}/charging-limits", "Limits set by external systems")
def show_limits(request: ApiRequest) -> Any:
    """Show all limits."""
    return charging_limits.view(request.db, request.station)
