"""Requirements of Part 2 and Part 6 on a SendLocalListRequest, and on the local list that the CSMS shows."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language import (
    CsmsCall,
    Matcher,
    above,
    advised,
    all_of,
    at_most,
    equals,
    same_token,
    that,
)

NOT_EMPTY = that("must have an entry", lambda entries: isinstance(entries, list) and bool(entries))


def _unique(entries: Any) -> bool:
    tokens = [entry.get("idToken") for entry in _listed(entries)]
    return not any(same_token(one, other) for one, other in combinations(tokens, 2))


def _listed(entries: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


EACH_TOKEN_ONCE = that("must name each token once", _unique).per("D01.FR.06")

ADDING_ONE = that(
    "must have idTokenInfo in an entry", lambda entries: any("idTokenInfo" in entry for entry in _listed(entries))
)
"""A requirement on updates that add a token: an entry without idTokenInfo removes its token, as in TC_D_03."""


def later_than(version: int) -> Any:
    """Require a versionNumber greater than this one, which the station has (D01.FR.19)."""
    return above(version).per("D01.FR.19")


def and_then(entries: Any) -> Callable[[list[CsmsCall]], dict[str, Any]]:
    """Return the requirements on each further request when the CSMS sends a list in several requests."""

    def further(before: list[CsmsCall]) -> dict[str, Any]:
        version = before[-1].get("versionNumber")
        return {
            "updateType": advised(equals("Differential").per("D01.FR.15")),
            "versionNumber": later_than(version if isinstance(version, int) else 0),
            "localAuthorizationList": entries,
        }

    return further


def naming(*tokens: IdToken) -> Any:
    """Require an entry for each of these tokens."""
    return [{"idToken": token.payload} for token in tokens]


def only(*tokens: IdToken) -> Any:
    """Require an entry for each of these tokens, and no others."""
    return all_of(naming(*tokens), at_most(len(tokens)))


def accepting(*tokens: IdToken) -> Any:
    """Return the requirement on the list that the CSMS shows: exactly these tokens, each accepted."""
    shown = [{"idToken": token.payload, "idTokenInfo": {"status": "Accepted"}} for token in tokens]
    return all_of(shown, at_most(len(tokens)))


def not_bringing_back(token: IdToken) -> Matcher:
    """Require that no entry adds this token to the list again."""

    def holds(entries: Any) -> bool:
        return not _names([entry for entry in _listed(entries) if "idTokenInfo" in entry], token)

    return Matcher("not bringing back", f"must not put {token} on the list again", holds, token.payload)


def _names(entries: Any, token: IdToken) -> bool:
    tokens = [entry.get("idToken") for entry in _listed(entries)]
    return any(same_token(one, {**token.payload, "type": one.get("type")}) for one in tokens if isinstance(one, dict))
