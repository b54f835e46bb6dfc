"""NotifyCustomerInformation (N09)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import reports


@answers("NotifyCustomerInformation")
def customer_information(request: Request) -> dict[str, Any]:
    """Keep the reported data."""
    reports.add_part(request.db, request.station, request.payload, "NotifyCustomerInformation")
    return {}
