"""Common parts of downloads and uploads: timeouts, and the two ways to fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    import aiohttp


class Unreachable(Exception):
    """Raised when the server is unreachable or its protocol unsupported."""


class TransferFailed(Exception):
    """Raised when the server refused or did not complete the transfer; the text says why."""

    def __init__(self, text: str, status: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        """HTTP status, if that was the reason."""


class Limits(msgspec.Struct, frozen=True):
    """Limits of a transfer. Times are in seconds, sizes in bytes."""

    largest: int = 1 << 30
    connect: float = 10.0
    idle: float = 10.0
    """Timeout without any data."""
    total: float = 300.0


@asynccontextmanager
async def asking(
    method: str, address: str, limits: Limits, data: object = None
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Yield the server's answer, whose body is still to be read. Raises Unreachable and TransferFailed.

    Redirects are followed a few times; proxy variables of the environment are ignored, since only the configuration
    decides.
    """
    import aiohttp  # most stations transfer no file in their life

    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError as error:
        raise Unreachable(f"{address[:100]!r} is no address: {error}") from error
    if scheme not in ("http", "https"):
        raise Unreachable(f"{scheme or 'no scheme'!r} is none of http and https")
    patience = aiohttp.ClientTimeout(
        total=limits.total, sock_connect=limits.connect, connect=limits.connect, sock_read=limits.idle
    )
    headers = {"Accept-Encoding": "identity", "User-Agent": "plugfest-station"}
    async with aiohttp.ClientSession(timeout=patience, headers=headers, auto_decompress=False) as http:
        try:
            async with http.request(method, address, data=data, max_redirects=5) as answer:
                if answer.status >= 300:
                    said = f"{method} was answered by {answer.status} {answer.reason or ''}".rstrip()
                    raise TransferFailed(said, answer.status)
                yield answer
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            raise TransferFailed(f"{method} was interrupted: {str(error) or type(error).__name__}") from error
