"""SecurityEventNotification (A04)."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, Request
from plugfest.csms.blocks.registry import endpoint, handles
from plugfest.csms.store import security_events


@handles("SecurityEventNotification")
def security_event(request: Request) -> dict[str, Any]:
    """Keep the event."""
    payload = request.payload
    security_events.note(
        request.db, request.station, payload["type"], payload.get("techInfo"), happened=payload["timestamp"]
    )
    return {}


@endpoint("GET", "/stations/{station}/security-events", "The station's security events, newest first", query=("limit",))
def show_security_events(request: ApiRequest) -> Any:
    """Show the newest events; `origin` says whether the station or the CSMS has seen it."""
    return security_events.latest(request.db, request.station, request.limit())
