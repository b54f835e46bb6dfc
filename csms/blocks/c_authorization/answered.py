"""What stations were told of tokens, in the operator API."""

from typing import Any

from plugfest.csms.blocks.contexts import Look, NotFound
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import authorizations


@endpoint("GET", "/stations/{station}/authorizations", "What the station was told of tokens, newest first")
def show_authorizations(look: Look) -> Any:
    """Show the newest answers."""
    return authorizations.view(look.db, look.station, look.limit())


@endpoint("GET", "/stations/{station}/authorizations/{type}/{idToken}", "What the station was told last of one token")
def show_authorization(look: Look) -> Any:
    """Show the newest answer about a token."""
    token = look.path["type"], look.path["idToken"]
    found = authorizations.view(look.db, look.station, 1, token)
    if not found:
        raise NotFound(f"{look.station!r} has not asked about a token {token[1]!r} of type {token[0]!r}")
    return found[0]
