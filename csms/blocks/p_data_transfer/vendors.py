"""Configured vendors, and the answer to each of their messages (P01)."""

from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, NotFound
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import vendors

_MessageId = Annotated[str, msgspec.Meta(max_length=50)]


class VendorAnswer(RequestBody):
    """The answer to one of a vendor's messages."""

    status: Literal["Accepted", "Rejected"] = "Accepted"
    data: Any = None
    """Data of the answer, unchanged; absent: none."""


class Vendor(RequestBody):
    """A vendor's messages by their ids, each with its answer; a message without an id is ""."""

    messages: Annotated[dict[_MessageId, VendorAnswer], msgspec.Meta(min_length=1, max_length=100)]


@endpoint("PUT", "/vendors/{vendor}", "Add a vendor whose messages are answered", body=Vendor)
def put_vendor(request: ApiRequest) -> Any:
    """Replace the messages of the vendor."""
    vendor: str = request.path["vendor"]
    if len(vendor) > 255:
        raise BadRequest("a vendorId has 255 characters at most")
    vendors.replace(request.db, vendor, msgspec.to_builtins(request.body.messages))
    return _to_json(request, vendor)


@endpoint("GET", "/vendors", "The vendors whose messages are answered")
def show_vendors(request: ApiRequest) -> Any:
    """Show all vendors."""
    return [_to_json(request, vendor) for vendor in vendors.every(request.db)]


@endpoint("DELETE", "/vendors/{vendor}", "Remove a vendor")
def forget_vendor(request: ApiRequest) -> Any:
    """Forget the vendor."""
    if not vendors.forget(request.db, request.path["vendor"]):
        raise NotFound(f"no vendor {request.path['vendor']!r}")
    return {"vendor": request.path["vendor"]}


def _to_json(request: ApiRequest, vendor: str) -> dict[str, Any]:
    return {"vendor": vendor, "messages": vendors.answers_of(request.db, vendor)}
