"""NotifyDisplayMessages (O03, O04)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("NotifyDisplayMessages")
def display_messages(request: Request) -> dict[str, Any]:
    """Keep the reported messages."""
    events.note(request.db, request.station, "NotifyDisplayMessages", request.payload)
    return {}
