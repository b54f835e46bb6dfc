"""Events of monitors (N07, N08), as the operator sees them."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import events


@endpoint(
    "GET",
    "/stations/{station}/events",
    "The newest events that the station has notified, newest first",
    query=("limit",),
)
def show_events(request: ApiRequest) -> Any:
    """Show the events of the newest notifications."""
    return [
        {"received": notice["received"], **event}
        for notice in events.latest(request.db, request.station, "NotifyEvent", request.limit())
        for event in reversed(notice["payload"]["eventData"])
    ]
