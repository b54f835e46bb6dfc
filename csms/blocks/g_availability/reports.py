"""StatusNotification (G01)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import availability


@answers("StatusNotification")
def status_notification(request: Request) -> dict[str, Any]:
    """Keep the state of a connector."""
    said = request.payload
    availability.report(
        request.db, request.station, said["evseId"], said["connectorId"], said["connectorStatus"], said["timestamp"]
    )
    return {}
