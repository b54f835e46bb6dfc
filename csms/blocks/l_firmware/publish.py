"""PublishFirmware and UnpublishFirmware: firmware for the stations behind a local controller (L03, L04)."""

from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import Exchange, Look, Order
from plugfest.csms.blocks.l_firmware.repository import DEFAULT, ImageName, image_to_send
from plugfest.csms.blocks.registry import Wish, endpoint, keeps, operation
from plugfest.csms.store import firmware, publications, stations


class PublishFirmware(Wish):
    """Let a local controller fetch a firmware image and offer it to its stations."""

    firmware: ImageName = DEFAULT


class UnpublishFirmware(Wish):
    """Let a local controller offer an image no longer; without a name that of its last publication."""

    firmware: ImageName | None = None
    checksum: Annotated[str, msgspec.Meta(min_length=1, max_length=32)] | None = None


@operation("publish-firmware", PublishFirmware)
async def publish_firmware(order: Order, wish: PublishFirmware) -> None:
    """Ask for the publication, with the MD5 checksum that it is to be verified by (L03.FR.01)."""
    image = await image_to_send(order, wish.firmware)
    if image["checksum"] is None:
        raise order.fail(f"the checksum of {wish.firmware!r} is not known")
    asked = {"location": image["location"], "checksum": image["checksum"]}

    def begin(db: Connection) -> int:
        request_id = stations.next_number(db, order.station, "requestId")
        publications.begin(db, order.station, request_id, firmware=wish.firmware, **asked)
        return request_id

    order.handle["requestId"] = await order.write(begin)
    await order.call("PublishFirmware", {**asked, "requestId": order.handle["requestId"]})


@operation("unpublish-firmware", UnpublishFirmware)
async def unpublish_firmware(order: Order, wish: UnpublishFirmware) -> None:
    """Ask to take an image back. A download that still runs goes on (L04.FR.04)."""

    def checksum(db: Connection) -> str | None:
        if wish.checksum is not None:
            return wish.checksum
        if wish.firmware is not None:
            image = firmware.find(db, wish.firmware)
            return image["checksum"] if image is not None else None
        return publications.last_checksum(db, order.station)

    known = await order.read(checksum)
    if known is None:
        raise order.fail("no checksum is known: name one, or a firmware whose image is known")
    await order.call("UnpublishFirmware", {"checksum": known})


@keeps("PublishFirmware")
def keep_answer(exchange: Exchange) -> None:
    """Keep what the local controller said to the publication."""
    request_id, status = exchange.request["requestId"], exchange.answer["status"]
    publications.advance(exchange.db, exchange.station, request_id, answer=status)


@keeps("UnpublishFirmware")
def keep_taken_back(exchange: Exchange) -> None:
    """Keep what the local controller said when it was to stop."""
    publications.take_back(exchange.db, exchange.station, exchange.request["checksum"], exchange.answer["status"])


@endpoint("GET", "/stations/{station}/publications", "What the local controller was asked to publish, newest first")
def show_publications(look: Look) -> Any:
    """Show how far the publications have come."""
    return publications.view(look.db, look.station)


@endpoint("GET", "/stations/{station}/unpublications", "What the local controller said when it was to stop publishing")
def show_unpublications(look: Look) -> Any:
    """Show the answers."""
    return publications.taken_back(look.db, look.station)
