"""Sending a log to where the CSMS wants it."""

from collections.abc import AsyncIterator
from pathlib import PurePosixPath
from urllib.parse import quote

from plugfest.simulator.files.transfer import Limits, asking


async def upload(address: str, content: bytes | AsyncIterator[bytes], name: str, limits: Limits | None = None) -> None:
    """Put a file at this address; where the address is a folder's, under its name there.

    Raises Unreachable and TransferFailed.
    """
    if address.endswith("/"):
        address += quote(PurePosixPath(name).name, safe="")
    async with asking("PUT", address, limits or Limits(), content):
        pass
