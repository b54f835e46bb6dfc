"""The root certificates of the system, which the CSMS needs only for its own requests over HTTPS."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

_FILE: Final = "SSL_CERT_FILE"
"""The variable with which OpenSSL finds the file of all roots."""


@contextmanager
def unread() -> Iterator[None]:
    """Keep OpenSSL from reading the roots: aiohttp does so twice when it is imported, in a tenth of the CSMS's start.

    Requests over HTTPS then need the context of `trust_for`.
    """
    before = os.environ.get(_FILE)
    os.environ[_FILE] = os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ[_FILE]
        else:
            os.environ[_FILE] = before


async def trust_for(url: str) -> ssl.SSLContext | bool:
    """Return the argument `ssl` of a request with aiohttp: for HTTPS a context that trusts the system's roots."""
    if urlsplit(url).scheme != "https":
        return True
    return await asyncio.to_thread(ssl.create_default_context)
