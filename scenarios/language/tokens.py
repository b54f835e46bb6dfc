"""The tokens of a play, by the roles that Part 6 gives them."""

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.intents.token_roles import TOKEN_ROLES


class Tokens:
    """`tokens.valid`, `tokens.blocked`...: a token that is not configured stops the case, and says so."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    def __getattr__(self, role: str) -> IdToken:
        if role not in TOKEN_ROLES:
            raise AttributeError(f"no token has the role {role!r}; there are {', '.join(TOKEN_ROLES)}")
        return self._context.token(role)
