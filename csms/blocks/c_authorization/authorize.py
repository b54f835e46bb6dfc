"""Authorize (C01 and following)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import authorizations, tokens


@handles("Authorize")
def authorize(request: Request) -> dict[str, Any]:
    """Answer with the IdTokenInfo of the token."""
    id_token = request.payload["idToken"]
    info = tokens.token_info(request.db, id_token)
    authorizations.note(request.db, request.station, "Authorize", id_token, info)
    return {"idTokenInfo": info}
