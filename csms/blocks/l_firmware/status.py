"""The progress of firmware: FirmwareStatusNotification and PublishFirmwareStatusNotification (L01 to L03)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("FirmwareStatusNotification")
def firmware_status(request: Request) -> dict[str, Any]:
    """Keep the state of an update."""
    events.note(request.db, request.station, "FirmwareStatusNotification", request.payload)
    return {}


@answers("PublishFirmwareStatusNotification")
def publish_firmware_status(request: Request) -> dict[str, Any]:
    """Keep the state of a publication."""
    events.note(request.db, request.station, "PublishFirmwareStatusNotification", request.payload)
    return {}
