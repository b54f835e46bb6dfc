"""Request and response bodies of the operator API: JSON, limited in size and time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
from aiohttp import web

from plugfest.csms.blocks.contexts import BadRequest

if TYPE_CHECKING:
    pass


async def read_body(request: web.Request, kind: Any, patience: float) -> Any:
    """Return the body as an object of this type; an empty one is `{}`. It must come within `patience` seconds.

    Raises BadRequest, msgspec.DecodeError, and msgspec.ValidationError, which names the member that is wrong.
    """
    try:
        async with asyncio.timeout(patience):
            body = await request.read()
    except TimeoutError:
        raise BadRequest(f"the body did not come within {patience:g} s") from None
    try:
        return msgspec.convert(_without_fractions(msgspec.json.decode(body or b"{}")), type=kind)
    except UnicodeDecodeError:
        raise BadRequest("the body is no UTF-8") from None
    except RecursionError:
        raise BadRequest("the body is nested too deeply") from None


def json_response(value: Any, status: int = 200) -> web.Response:
    """Return a JSON response."""
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def error_response(status: int, text: str) -> web.Response:
    """Return an error response, the same shape for every error."""
    return json_response({"error": text}, status)


def _without_fractions(value: Any) -> Any:
    # JSON Schema, and thus our document, treats 1.0 as an integer.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_without_fractions(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_fractions(item) for key, item in value.items()}
    return value
