"""The progress of firmware: FirmwareStatusNotification and PublishFirmwareStatusNotification (L01 to L03)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events, firmware


@answers("FirmwareStatusNotification")
def firmware_status(request: Request) -> dict[str, Any]:
    """Keep how far an update has come."""
    events.note(request.db, request.station, "FirmwareStatusNotification", request.payload)
    request_id = request.payload.get("requestId")
    if request_id is not None:
        firmware.advance(request.db, request.station, request_id, state=request.payload["status"])
    return {}


@answers("PublishFirmwareStatusNotification")
def publish_firmware_status(request: Request) -> dict[str, Any]:
    """Keep how far a publication has come."""
    events.note(request.db, request.station, "PublishFirmwareStatusNotification", request.payload)
    return {}
