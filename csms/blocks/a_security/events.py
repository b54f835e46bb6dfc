"""SecurityEventNotification (A04)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("SecurityEventNotification")
def security_event(request: Request) -> dict[str, Any]:
    """Keep the event."""
    events.note(request.db, request.station, "SecurityEventNotification", request.payload)
    return {}
