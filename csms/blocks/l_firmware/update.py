"""UpdateFirmware (L01, L02)."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, OperationContext, present
from plugfest.csms.blocks.l_firmware.repository import DEFAULT, ImageName, image_to_send
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_failure, on_response, operation
from plugfest.csms.store import firmware, stations
from plugfest.csms.store.tables import timestamp

_Seconds = Annotated[float, msgspec.Meta(ge=0, le=31_536_000)]


class UpdateFirmware(RequestBody):
    """Let the station install a firmware: immediately, or retrieved and installed this many seconds from now."""

    firmware: ImageName = DEFAULT
    retrieve_in: _Seconds = 0
    install_in: _Seconds | None = None


@operation("update-firmware", UpdateFirmware)
async def update_firmware(context: OperationContext, params: UpdateFirmware) -> None:
    """Request the update. A second one may be requested while the first is in progress (L01.FR.24)."""
    image = await image_to_send(context, params.firmware)

    def begin(db: Connection) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        firmware.begin(db, context.station, request_id, params.firmware)
        return request_id

    context.handle["requestId"] = await context.write(begin)
    now = datetime.now(UTC)
    install = None if params.install_in is None else timestamp(now + timedelta(seconds=params.install_in))
    firmware_type = present(
        location=image["location"],
        retrieveDateTime=timestamp(now + timedelta(seconds=params.retrieve_in)),
        installDateTime=install,
        signingCertificate=image["certificate"],
        signature=image["signature"],
    )
    await context.call("UpdateFirmware", {"requestId": context.handle["requestId"], "firmware": firmware_type})


@on_failure("UpdateFirmware")
def store_failed_update(failure: Failure) -> None:
    """Store that the station refused the update."""
    firmware.advance(failure.db, failure.station, failure.request["requestId"], answer=failure.code)


@on_response("UpdateFirmware")
def store_response(exchange: Exchange) -> None:
    """Store the answer to the update, and the cancellation of another one."""
    request_id, status = exchange.request["requestId"], exchange.answer["status"]
    firmware.advance(exchange.db, exchange.station, request_id, answer=status)
    if status == "AcceptedCanceled":
        firmware.cancel_before(exchange.db, exchange.station, request_id)


@endpoint(
    "GET", "/stations/{station}/firmware-updates", "The firmware updates requested from the station, newest first"
)
def show_updates(request: ApiRequest) -> Any:
    """Show the updates with their states."""
    return firmware.view(request.db, request.station)
