"""Reading the query of a request: unknown parameters are refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from plugfest.csms.blocks import query
from plugfest.csms.blocks.contexts import BadRequest


def read_query(request: web.Request, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of the query parameters. Raises BadRequest for one that is unknown or wrong."""
    known = tuple(names)
    unknown = [name for name in request.query if name not in known]
    if unknown:
        there = f"there are {', '.join(known)}" if known else "there are none"
        raise BadRequest(f"no query parameter {unknown[0][:40]!r} here; {there}")
    try:
        return {name: query.check(name, text) for name, text in request.query.items()}
    except ValueError as error:
        raise BadRequest(str(error)) from None
