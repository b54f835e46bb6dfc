"""Reading the query of a request: unknown parameters are refused."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from aiohttp import web

from plugfest.csms.blocks import query, registry
from plugfest.csms.blocks.contexts import BadRequest

_READ_THEIR_OWN: Final = ("/messages/wait", "/messages/stream", "/operations/{operation}")


def refuse_query(request: web.Request) -> None:
    """Refuse query parameters of a route that takes none. Raises BadRequest."""
    resource = request.match_info.route.resource
    path = "" if resource is None else resource.canonical
    if request.query and path and not path.endswith(_READ_THEIR_OWN) and path not in _registered():
        read_query(request, ())


@cache
def _registered() -> frozenset[str]:
    return frozenset(endpoint.path for endpoint in registry.endpoints)


def read_query(request: web.Request, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of the query parameters. Raises BadRequest for one that is unknown or wrong."""
    known = tuple(names)
    unknown = [name for name in request.query if name not in known]
    if unknown:
        there = f"there are {', '.join(known)}" if known else "there are none"
        named = ", ".join(repr(name[:40]) for name in unknown[:20])
        raise BadRequest(f"no query parameter {named} here; {there}")
    try:
        return {name: query.check(name, text) for name, text in request.query.items()}
    except ValueError as error:
        raise BadRequest(str(error)) from None
