"""DataTransfer (P01, P02)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers


@answers("DataTransfer")
def data_transfer(_request: Request) -> dict[str, Any]:
    """No vendor's extensions are known here."""
    return {"status": "UnknownVendorId"}
