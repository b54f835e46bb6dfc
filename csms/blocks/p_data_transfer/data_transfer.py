"""DataTransfer in both directions (P01, P02)."""

from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, OperationContext, Request, present
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, operation
from plugfest.csms.store import events, vendors


class SendData(RequestBody):
    """Send a vendor's message to the station."""

    vendor_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    message_id: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    data: Any = None


@handles("DataTransfer")
def data_transfer(request: Request) -> dict[str, Any]:
    """Answer as configured for the vendor; refuse an unknown vendor or message (P01.FR.05, FR.06)."""
    events.note(request.db, request.station, "DataTransfer", request.payload)
    known = vendors.answers_of(request.db, request.payload["vendorId"])
    if not known:
        return {"status": "UnknownVendorId"}
    answer = known.get(request.payload.get("messageId", ""))
    if answer is None:
        return {"status": "UnknownMessageId"}
    return present(status=answer["status"], data=answer["data"])


@operation("send-data", SendData)
async def send_data(context: OperationContext, params: SendData) -> None:
    """Send it; the answer is in the operation's messages."""
    await context.call(
        "DataTransfer", present(vendorId=params.vendor_id, messageId=params.message_id, data=params.data)
    )


@endpoint(
    "GET",
    "/stations/{station}/data-transfers",
    "The vendors' messages that the station has sent, newest first",
    query=("limit",),
)
def show_data_transfers(request: ApiRequest) -> Any:
    """Show the newest messages."""
    found = events.latest(request.db, request.station, "DataTransfer", request.limit())
    return [{"received": each["received"], **each["payload"]} for each in found]
