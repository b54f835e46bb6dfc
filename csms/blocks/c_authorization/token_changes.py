"""Adding and removing many tokens in one request of the operator API."""

from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

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
    return apply(request.db, request.body)


def apply(db: Connection, changes: TokenChanges) -> dict[str, int]:
    """Add, replace and forget tokens; return how many. Raises BadRequest for an invalid expiry."""
    for token in changes.put:
        keep(db, token.type, token.id_token, token)
    forgotten = sum(tokens.remove(db, token.type, token.id_token) for token in changes.forget)
    return {"put": len(changes.put), "forgotten": forgotten}
