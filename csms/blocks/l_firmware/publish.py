"""PublishFirmware and UnpublishFirmware: firmware for the stations behind a local controller (L03, L04)."""

from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, Failure, OperationContext
from plugfest.csms.blocks.l_firmware.repository import DEFAULT, ImageName, image_to_send
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint, on_failure, on_response, operation
from plugfest.csms.store import firmware, publications, stations


class PublishFirmware(RequestBody):
    """Let a local controller fetch a firmware image and offer it to its stations."""

    firmware: ImageName = DEFAULT


class UnpublishFirmware(RequestBody):
    """Let a local controller stop publishing an image: the named one, or that of its last publication."""

    firmware: ImageName | None = None
    checksum: Annotated[str, msgspec.Meta(min_length=1, max_length=32)] | None = None


@operation("publish-firmware", PublishFirmware)
async def publish_firmware(context: OperationContext, params: PublishFirmware) -> None:
    """Request the publication, with the MD5 checksum for its verification (L03.FR.01)."""
    image = await image_to_send(context, params.firmware)
    if image["checksum"] is None:
        raise context.fail(f"the checksum of {params.firmware!r} is not known")
    asked = {"location": image["location"], "checksum": image["checksum"]}

    def begin(db: Connection) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        publications.begin(db, context.station, request_id, firmware=params.firmware, **asked)
        return request_id

    context.handle["requestId"] = await context.write(begin)
    await context.call("PublishFirmware", {**asked, "requestId": context.handle["requestId"]})


@operation("unpublish-firmware", UnpublishFirmware)
async def unpublish_firmware(context: OperationContext, params: UnpublishFirmware) -> None:
    """Request the end of a publication. A running download continues (L04.FR.04)."""

    def checksum(db: Connection) -> str | None:
        if params.checksum is not None:
            return params.checksum
        if params.firmware is not None:
            image = firmware.find(db, params.firmware)
            return image["checksum"] if image is not None else None
        return publications.last_checksum(db, context.station)

    known = await context.read(checksum)
    if known is None:
        raise context.fail("no checksum is known: name one, or a firmware whose image is known")
    await context.call("UnpublishFirmware", {"checksum": known})


@on_failure("PublishFirmware")
def store_failed_publication(failure: Failure) -> None:
    """Store that the local controller does not publish the image."""
    publications.advance(failure.db, failure.station, failure.request["requestId"], answer=failure.code)


@on_response("PublishFirmware")
def store_response(exchange: Exchange) -> None:
    """Store the local controller's answer to the publication."""
    request_id, status = exchange.request["requestId"], exchange.answer["status"]
    publications.advance(exchange.db, exchange.station, request_id, answer=status)


@on_failure("UnpublishFirmware")
def store_failed_unpublication(failure: Failure) -> None:
    """Store that the local controller continues to publish."""
    if failure.code != "NoAnswer":
        publications.note_answer(failure.db, failure.station, failure.request["checksum"], failure.code)


@on_response("UnpublishFirmware")
def keep_taken_back(exchange: Exchange) -> None:
    """Store the local controller's answer to the request to stop."""
    publications.take_back(exchange.db, exchange.station, exchange.request["checksum"], exchange.answer["status"])


@endpoint(
    "GET", "/stations/{station}/publications", "The publications requested from the local controller, newest first"
)
def show_publications(request: ApiRequest) -> Any:
    """Show the publications with their states."""
    return publications.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/unpublications", "The local controller's answers to requests to unpublish")
def show_unpublications(request: ApiRequest) -> Any:
    """Show the answers."""
    return publications.taken_back(request.db, request.station)
