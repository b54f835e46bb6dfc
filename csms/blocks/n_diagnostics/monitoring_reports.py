"""NotifyMonitoringReport (N02)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import reports


@answers("NotifyMonitoringReport")
def monitoring_report(request: Request) -> dict[str, Any]:
    """Keep the reported monitors."""
    reports.add_part(request.db, request.station, request.payload, "NotifyMonitoringReport")
    return {}
