"""The progress of firmware: FirmwareStatusNotification and PublishFirmwareStatusNotification (L01 to L03)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request, present
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import events, firmware, publications


@handles("FirmwareStatusNotification")
def firmware_status(request: Request) -> dict[str, Any]:
    """Store the status of an update."""
    events.note(request.db, request.station, "FirmwareStatusNotification", request.payload)
    request_id = request.payload.get("requestId")
    if request_id is not None:
        firmware.advance(request.db, request.station, request_id, state=request.payload["status"])
    return {}


@handles("PublishFirmwareStatusNotification")
def publish_firmware_status(request: Request) -> dict[str, Any]:
    """Store the status of a publication and its locations (L03.FR.04)."""
    payload = request.payload
    events.note(request.db, request.station, "PublishFirmwareStatusNotification", payload)
    request_id = payload.get("requestId")
    if request_id is not None:
        progress = present(state=payload["status"], locations=payload.get("location"))
        publications.advance(request.db, request.station, request_id, **progress)
    return {}
