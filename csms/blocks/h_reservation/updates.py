"""ReservationStatusUpdate (H02, H04)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("ReservationStatusUpdate")
def reservation_update(request: Request) -> dict[str, Any]:
    """Keep how a reservation ended."""
    events.note(request.db, request.station, "ReservationStatusUpdate", request.payload)
    return {}
