"""NotifyMonitoringReport (N02)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import events


@answers("NotifyMonitoringReport")
def monitoring_report(request: Request) -> dict[str, Any]:
    """Keep the reported monitors."""
    events.note(request.db, request.station, "NotifyMonitoringReport", request.payload)
    return {}
