"""Reads bodies of an API up to a size limit, and parses them up to a depth limit."""

from __future__ import annotations

import json
from typing import Any, Final

import aiohttp

MAX_DEPTH: Final = 100
"""Maximum nesting of objects and arrays; deeper JSON is treated as invalid."""


async def read_body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return the body. Raises ValueError when it is larger than `limit` bytes."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > limit:
            raise ValueError(f"the answer is larger than {limit} bytes")
    return bytes(body)


def parse_json(text: str | bytes) -> Any:
    """Return the value of a JSON text. Raises ValueError for invalid JSON, or nesting deeper than `MAX_DEPTH`."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for one in level for child in _children(one)]
        if not level:
            return value
    raise ValueError("nested too deeply")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
