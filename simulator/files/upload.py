"""Uploading a log to the address given by the CSMS."""

from collections.abc import AsyncIterator
from pathlib import PurePosixPath
from urllib.parse import quote

from plugfest.simulator.files.transfer import Limits, asking


async def upload(address: str, content: bytes | AsyncIterator[bytes], name: str, limits: Limits | None = None) -> None:
    """Upload a file to this address; if it ends with a slash, under the file's name.

    Raises Unreachable and TransferFailed.
    """
    if address.endswith("/"):
        address += quote(PurePosixPath(name).name, safe="")
    async with asking("PUT", address, limits or Limits(), content):
        pass
