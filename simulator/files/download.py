"""Fetching a firmware image: streamed, so that its size costs no memory."""

import hashlib
from dataclasses import dataclass

from plugfest.simulator.files.transfer import Limits, TransferFailed, asking

_CHUNK = 262_144


@dataclass(frozen=True)
class Image:
    """A firmware image that was fetched, as far as it is looked at: its size in bytes and its digests."""

    size: int
    sha256: bytes
    md5: str
    """In hex, as PublishFirmware has it."""


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
