"""Downloading a firmware image, streamed without keeping it in memory."""

import hashlib

import msgspec

from plugfest.simulator.files.transfer import Limits, TransferFailed, asking

_CHUNK = 262_144


class Image(msgspec.Struct, frozen=True):
    """A downloaded firmware image: its size in bytes and its digests."""

    size: int
    sha256: bytes
    md5: str
    """In hexadecimal, as in PublishFirmware."""


async def download(address: str, limits: Limits | None = None) -> Image:
    """Fetch the image at this address. Raises Unreachable and TransferFailed."""
    limits = limits or Limits()
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    async with asking("GET", address, limits) as answer:
        async for chunk in answer.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > limits.largest:
                raise TransferFailed(f"the image is larger than {limits.largest} bytes")
            sha256.update(chunk)
            md5.update(chunk)
    return Image(size, sha256.digest(), md5.hexdigest())
