"""Authorize (C01 and following)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import answers
from plugfest.csms.store import tokens


@answers("Authorize")
def authorize(request: Request) -> dict[str, Any]:
    """Tell the station what is known of a token."""
    return {"idTokenInfo": tokens.token_info(request.db, request.payload["idToken"])}
