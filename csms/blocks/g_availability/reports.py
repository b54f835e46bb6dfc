"""StatusNotification (G01)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import availability


@handles("StatusNotification")
def status_notification(request: Request) -> dict[str, Any]:
    """Keep the state of a connector."""
    payload = request.payload
    availability.report(
        request.db,
        request.station,
        payload["evseId"],
        payload["connectorId"],
        payload["connectorStatus"],
        payload["timestamp"],
    )
    return {}
