"""Authorizations sent to stations, in the operator API."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, NotFound
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import authorizations


@endpoint(
    "GET",
    "/stations/{station}/authorizations",
    "The authorizations that were sent to the station, newest first",
    query=("limit",),
)
def show_authorizations(request: ApiRequest) -> Any:
    """Show the newest answers."""
    return authorizations.view(request.db, request.station, request.limit())


@endpoint(
    "GET",
    "/stations/{station}/authorizations/{type}/{idToken}",
    "The latest authorization of one token that was sent to the station",
)
def show_authorization(request: ApiRequest) -> Any:
    """Show the newest answer about a token."""
    token = request.path["type"], request.path["idToken"]
    found = authorizations.view(request.db, request.station, 1, token)
    if not found:
        raise NotFound(f"{request.station!r} has not asked about a token {token[1]!r} of type {token[0]!r}")
    return found[0]
