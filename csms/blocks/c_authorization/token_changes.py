"""Adding and removing many tokens in one request of the operator API."""

from typing import Annotated, Any

import msgspec

from plugfest.csms.blocks.c_authorization.provisioning import Token, TokenName, TokenType, keep
from plugfest.csms.blocks.contexts import ApiRequest
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import tokens

MAX_AT_ONCE = 1000


class KnownToken(Token, kw_only=True):
    """A token and its data."""

    id_token: Annotated[str, msgspec.Meta(max_length=36)]
    type: TokenType


class TokenChanges(RequestBody):
    """Tokens to add or replace, and tokens to forget."""

    put: Annotated[list[KnownToken], msgspec.Meta(max_length=MAX_AT_ONCE)] = msgspec.field(default_factory=list)
    forget: Annotated[list[TokenName], msgspec.Meta(max_length=MAX_AT_ONCE)] = msgspec.field(default_factory=list)


@endpoint("POST", "/tokens/changes", "Add, replace and forget many tokens at once", body=TokenChanges)
def change_tokens(request: ApiRequest) -> Any:
    """Apply all changes, or none if one is invalid."""
    body: TokenChanges = request.body
    for token in body.put:
        keep(request.db, token.type, token.id_token, token)
    forgotten = sum(tokens.remove(request.db, token.type, token.id_token) for token in body.forget)
    return {"put": len(body.put), "forgotten": forgotten}
