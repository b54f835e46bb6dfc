"""Reading HTTP response bodies up to a limit."""

from __future__ import annotations

from typing import Protocol


class _Stream(Protocol):
    async def read(self, n: int = -1) -> bytes: ...


class TooLong(Exception):
    """Raised when a body exceeds the limit."""


async def read_limited(stream: _Stream, limit: int) -> bytes:
    """Return the complete body. Raises TooLong beyond `limit` bytes."""
    body = bytearray()
    while part := await stream.read(limit + 1 - len(body)):
        body += part
        if len(body) > limit:
            raise TooLong(f"the answer is longer than {limit} bytes")
    return bytes(body)
