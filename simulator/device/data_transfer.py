"""DataTransfer: use case P01."""

from plugfest.simulator.device.messages import Handler, Payload, Reply, status

_KNOWN = frozenset({"Echo"})


class DataTransfer:
    """Vendor-specific messages of the station: `vendors` has the message ids per vendor.

    Both ids are plain strings of OCPP (Part 2), so that letter case counts. A known message is answered with its data.
    """

    def __init__(self, vendor_name: str) -> None:
        self.vendors: dict[str, frozenset[str]] = {vendor_name: _KNOWN}

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {"DataTransfer": self.data_transfer}

    def data_transfer(self, request: Payload) -> Reply:
        """Accept a message if vendor and message id are known (P01.FR.05, FR.06)."""
        messages = self.vendors.get(request["vendorId"])
        if messages is None:
            return Reply(status("UnknownVendorId"))
        if "messageId" in request and request["messageId"] not in messages:
            return Reply(status("UnknownMessageId"))
        return Reply(status("Accepted", **({"data": request["data"]} if "data" in request else {})))
