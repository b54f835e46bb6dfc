"""The tokens of a play, by the roles that Part 6 gives them."""

from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.intents.token_roles import TOKEN_ROLES
from plugfest.scenarios.matching.equality import same
from plugfest.simulator.protocol.field_types import field_type


class Tokens:
    """`tokens.valid`, `tokens.blocked`...: a token that is not configured stops the case with that reason."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    def __getattr__(self, role: str) -> IdToken:
        if role not in TOKEN_ROLES:
            raise AttributeError(f"no token has the role {role!r}; there are {', '.join(TOKEN_ROLES)}")
        return self._context.token(role)


def same_token(one: Any, other: Any) -> bool:
    """Return whether two IdTokens are equal, including their types but not their additional information."""
    return all(isinstance(token, dict) for token in (one, other)) and all(
        same(one.get(name), other.get(name), field_type("IdTokenType", name)) for name in ("idToken", "type")
    )
