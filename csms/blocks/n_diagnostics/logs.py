"""LogStatusNotification (N01)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("LogStatusNotification")
def log_status(request: Request) -> dict[str, Any]:
    """Keep the state of an upload."""
    events.note(request.db, request.station, "LogStatusNotification", request.payload)
    return {}
