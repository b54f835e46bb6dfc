"""Limits from elsewhere: NotifyChargingLimit and ClearedChargingLimit (K12 to K14)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("NotifyChargingLimit")
def charging_limit(request: Request) -> dict[str, Any]:
    """Keep a limit that somebody else has set."""
    events.note(request.db, request.station, "NotifyChargingLimit", request.payload)
    return {}


@answers("ClearedChargingLimit")
def cleared_charging_limit(request: Request) -> dict[str, Any]:
    """Keep that somebody else's limit is gone."""
    events.note(request.db, request.station, "ClearedChargingLimit", request.payload)
    return {}
