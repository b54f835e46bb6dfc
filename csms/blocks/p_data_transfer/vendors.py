"""The vendors whose messages the CSMS understands: what it answers to each is told to it (P01)."""

from typing import Annotated, Any, Literal

import msgspec

from plugfest.csms.blocks.contexts import BadRequest, Look, NotFound
from plugfest.csms.blocks.registry import Wish, endpoint
from plugfest.csms.store import vendors

_MessageId = Annotated[str, msgspec.Meta(max_length=50)]


class VendorAnswer(Wish):
    """The answer to one of a vendor's messages."""

    status: Literal["Accepted", "Rejected"] = "Accepted"
    data: Any = None
    """Sent back as it is; without it the answer has none."""


class Vendor(Wish):
    """A vendor's messages by their ids, each with its answer; a message without an id is ""."""

    messages: Annotated[dict[_MessageId, VendorAnswer], msgspec.Meta(min_length=1, max_length=100)]


@endpoint("PUT", "/vendors/{vendor}", "Understand a vendor's messages from now on", body=Vendor)
def put_vendor(look: Look) -> Any:
    """Replace what is known of the vendor."""
    vendor: str = look.path["vendor"]
    if len(vendor) > 255:
        raise BadRequest("a vendorId has 255 characters at most")
    vendors.replace(look.db, vendor, msgspec.to_builtins(look.body.messages))
    return _shown(look, vendor)


@endpoint("GET", "/vendors", "The vendors whose messages are understood")
def show_vendors(look: Look) -> Any:
    """Show all vendors."""
    return [_shown(look, vendor) for vendor in vendors.every(look.db)]


@endpoint("DELETE", "/vendors/{vendor}", "Understand a vendor's messages no longer")
def forget_vendor(look: Look) -> Any:
    """Forget the vendor."""
    if not vendors.forget(look.db, look.path["vendor"]):
        raise NotFound(f"no vendor {look.path['vendor']!r}")
    return {"vendor": look.path["vendor"]}


def _shown(look: Look, vendor: str) -> dict[str, Any]:
    return {"vendor": vendor, "messages": vendors.answers_of(look.db, vendor)}
