"""SecurityEventNotification (A04)."""

from typing import Any

from plugfest.csms.blocks.contexts import Look, Request
from plugfest.csms.blocks.registry import answers, endpoint
from plugfest.csms.store import security_events


@answers("SecurityEventNotification")
def security_event(request: Request) -> dict[str, Any]:
    """Keep the event."""
    said = request.payload
    security_events.note(request.db, request.station, said["type"], said.get("techInfo"), happened=said["timestamp"])
    return {}


@endpoint("GET", "/stations/{station}/security-events", "The station's security events, newest first")
def show_security_events(look: Look) -> Any:
    """Show the newest events; `origin` says whether the station or the CSMS has seen it."""
    return security_events.latest(look.db, look.station, look.limit())
