"""Bodies of HTTP answers that others send us, up to a limit."""

from __future__ import annotations

from typing import Protocol


class _Stream(Protocol):
    async def read(self, n: int = -1) -> bytes: ...


class TooLong(Exception):
    """The body is longer than the limit; the text says so."""


async def read_limited(stream: _Stream, limit: int) -> bytes:
    """Return the whole body, however many pieces it comes in. Raises TooLong beyond `limit` bytes."""
    body = bytearray()
    while part := await stream.read(limit + 1 - len(body)):
        body += part
        if len(body) > limit:
            raise TooLong(f"the answer is longer than {limit} bytes")
    return bytes(body)
