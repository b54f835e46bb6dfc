"""The repository of firmware images: stored here and served by the file service, or external (L01, L03)."""

import hashlib
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, NotFound, OperationContext
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.files import signing
from plugfest.csms.store import file_service, firmware

DEFAULT: Final = "compact-1.0.bin"
"""The built-in image."""
_DEFAULT_IMAGE: Final = b"compact firmware 1.0\n" * 1024

ImageName = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=5500)]


class Image(RequestBody):
    """A firmware image.

    An image with a `location` is external; stations get the given certificate, signature and checksum. Without one it
    is stored here: send it to the `upload` address of the answer. A given certificate and signature are verified then;
    without them the CSMS signs the image. An unsigned image is sent without both (L02).
    """

    signed: bool = True

    location: Annotated[str, msgspec.Meta(min_length=1, max_length=512)] | None = None
    certificate: _Text | None = None
    """PEM of the signing certificate."""
    signature: Annotated[str, msgspec.Meta(min_length=1, max_length=800)] | None = None
    """Base64 of the signature of the image's SHA-256 digest."""
    checksum: Annotated[str, msgspec.Meta(pattern="^[0-9A-Fa-f]{32}$")] | None = None
    """MD5 for local controllers; the CSMS computes it for an image stored here."""


@endpoint("GET", "/firmware", "The firmware images, with the address of those stored here")
def show_images(request: ApiRequest) -> Any:
    """Show all images."""
    return {
        "address": f"{file_service.address(request.db)}/firmware/",
        "images": [_to_json(request.db, image) for image in firmware.every(request.db)],
    }


@endpoint("GET", "/firmware/{firmware}", "One firmware image")
def show_image(request: ApiRequest) -> Any:
    """Show one image."""
    image = firmware.find(request.db, request.path["firmware"])
    if image is None:
        raise NotFound(f"no firmware {request.path['firmware']!r}; PUT /firmware/NAME announces one")
    return _to_json(request.db, image)


@endpoint("PUT", "/firmware/{firmware}", "Announce a firmware image, or replace one", body=Image)
def put_image(request: ApiRequest) -> Any:
    """Announce an image; the answer has the upload address, unless the image is already stored."""
    name: str = request.path["firmware"]
    try:
        msgspec.convert(name, ImageName)
    except msgspec.ValidationError as error:
        raise BadRequest(f"{name[:60]!r} is no name for a firmware: {error}") from None
    image_data: Image = request.body
    if (image_data.certificate is None) != (image_data.signature is None):
        raise BadRequest("certificate and signature belong together")
    by_checksum = image_data.checksum is not None or not image_data.signed
    if image_data.location is not None and image_data.certificate is None and not by_checksum:
        raise BadRequest(
            "an image that lies elsewhere cannot be signed here: give certificate and signature, or a checksum"
        )
    if image_data.certificate is not None:
        if not image_data.signed:
            raise BadRequest("an image that is not signed has no certificate and no signature")
        _check_certificate(image_data.certificate)
    if not _is_there(firmware.find(request.db, name), image_data):
        values = msgspec.to_builtins(image_data)
        values["unsigned"] = not values.pop("signed")
        ticket = file_service.ticket() if image_data.location is None else None
        firmware.put(request.db, name, **values, ticket=ticket)
    image = firmware.find(request.db, name)
    assert image is not None
    return _to_json(request.db, image)


@endpoint("DELETE", "/firmware/{firmware}", "Forget a firmware image")
def remove_image(request: ApiRequest) -> Any:
    """Remove an image; its updates stay stored."""
    if not firmware.remove(request.db, request.path["firmware"]):
        raise NotFound(f"no firmware {request.path['firmware']!r}")
    return {"firmware": request.path["firmware"]}


async def image_to_send(context: OperationContext, name: str) -> dict[str, Any]:
    """Return the data of an image for stations: `location`, `certificate`, `signature`, `checksum`.

    Raises OperationEnded if there is no such image, or it has not been uploaded yet.
    """

    def request(db: Connection) -> dict[str, Any] | None:
        image = firmware.find(db, name)
        if image is not None and image["location"] is None:
            image["location"] = _location(db, name)
        return image

    image = await context.read(request)
    if image is None:
        raise context.fail(f"there is no firmware {name!r}: PUT /firmware/{name} announces one")
    if image["location"] is None or (image["ticket"] is not None and image["size"] is None):
        raise context.fail(f"the image of {name!r} has not been sent to its upload address yet")
    return image


def _check_certificate(text: str) -> None:
    from plugfest.csms.pki.reading import read_pem

    try:
        read_pem(text)
    except ValueError:
        raise BadRequest("certificate is no certificate in PEM") from None


def _is_there(known: dict[str, Any] | None, image_data: Image) -> bool:
    """Return whether a stored or expected image is the announced one."""
    if known is None or known["ticket"] is None or image_data.location is not None:
        return False
    if bool(known["unsigned"]) == image_data.signed:
        return False
    given = (
        (image_data.certificate, "certificate"),
        (image_data.signature, "signature"),
        (image_data.checksum, "checksum"),
    )
    return all(value is None or value == known[name] for value, name in given)


def ensure_default_image(db: Connection, folder: Path) -> None:
    """Store the built-in image in this folder if it is missing."""
    if firmware.find(db, DEFAULT) is not None:
        return
    ticket = file_service.ticket()
    (folder / ticket).write_bytes(_DEFAULT_IMAGE)
    firmware.put(
        db,
        DEFAULT,
        ticket=ticket,
        size=len(_DEFAULT_IMAGE),
        checksum=hashlib.md5(_DEFAULT_IMAGE, usedforsecurity=False).hexdigest(),
        **signing.sign(hashlib.sha256(_DEFAULT_IMAGE).digest()),
    )


def _location(db: Connection, name: str) -> str:
    return f"{file_service.address(db)}/firmware/{name}"


def _to_json(db: Connection, image: dict[str, Any]) -> dict[str, Any]:
    awaited = image["ticket"] is not None and image["size"] is None
    return {
        "firmware": image["name"],
        "location": image["location"] or _location(db, image["name"]),
        "certificate": image["certificate"],
        "signature": image["signature"],
        "checksum": image["checksum"],
        "size": image["size"],
        "upload": f"{file_service.address(db)}/images/{image['ticket']}" if awaited else None,
        "stored": image["stored"],
    }
