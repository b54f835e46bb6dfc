"""Tokens in the operator API."""

from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, NotFound
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import tokens
from plugfest.csms.store.tables import is_timestamp

TokenType = Literal["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization"]
_MOMENT = msgspec.Meta(description="a moment with its time zone, RFC 3339", extra_json_schema={"format": "date-time"})
IdTokenText = Annotated[str, msgspec.Meta(max_length=36)]


class TokenName(RequestBody):
    """A token by its id and type."""

    id_token: IdTokenText
    type: TokenType


class Token(RequestBody):
    """A token: its status, expiry and group."""

    status: Literal[
        "Accepted",
        "Blocked",
        "ConcurrentTx",
        "Expired",
        "Invalid",
        "NoCredit",
        "NotAllowedTypeEVSE",
        "NotAtThisLocation",
        "NotAtThisTime",
        "Unknown",
    ] = "Accepted"
    expiry: Annotated[str, _MOMENT] | None = None
    group: TokenName | None = None
    master_pass: bool = False


@endpoint("PUT", "/tokens/{type}/{idToken}", "Add a token, or replace its data", body=Token)
def put_token(request: ApiRequest) -> Any:
    """Add or replace a token."""
    type_, id_token = _name(request)
    keep(request.db, type_, id_token, request.body)
    return _to_json(request)


def keep(db: Connection, type_: str, id_token: str, known: Token) -> None:
    """Add a token, or replace its data; raises BadRequest for an invalid expiry."""
    if known.expiry is not None:
        _moment(known.expiry)
    values = {
        "status": known.status,
        "expiry": known.expiry,
        "group_id": known.group.id_token if known.group else None,
        "group_type": known.group.type if known.group else None,
        "master_pass": known.master_pass,
    }
    tokens.put(db, type_, id_token, values)


@endpoint("GET", "/tokens/{type}/{idToken}", "One token")
def get_token(request: ApiRequest) -> Any:
    """Show a token."""
    return _to_json(request)


@endpoint("GET", "/tokens", "All tokens")
def get_tokens(request: ApiRequest) -> Any:
    """Show all tokens."""
    return [_view(row) for row in tokens.every(request.db)]


@endpoint("DELETE", "/tokens/{type}/{idToken}", "Forget a token")
def delete_token(request: ApiRequest) -> Any:
    """Forget a token."""
    type_, id_token = _name(request)
    if not tokens.remove(request.db, type_, id_token):
        raise NotFound(f"no token {id_token!r} of type {type_}")
    return {"type": type_, "idToken": id_token}


def _name(request: ApiRequest) -> tuple[str, str]:
    type_, id_token = request.path["type"], request.path["idToken"]
    if type_ not in tokens.TOKEN_TYPES:
        raise BadRequest(f"no token type {type_[:40]!r}; there are {', '.join(tokens.TOKEN_TYPES)}")
    if len(id_token) > 36:
        raise BadRequest("an idToken has at most 36 characters")
    return type_, id_token


def _moment(text: str) -> None:
    if not is_timestamp(text):
        raise BadRequest(f"expiry must be a moment with its time zone, such as 2030-01-31T12:00:00Z, was {text[:40]!r}")


def _to_json(request: ApiRequest) -> dict[str, Any]:
    type_, id_token = _name(request)
    row = tokens.find(request.db, type_, id_token)
    if row is None:
        raise NotFound(f"no token {id_token!r} of type {type_}")
    return _view(row)


def _view(row: dict[str, Any]) -> dict[str, Any]:
    group = None if row["group_id"] is None else {"idToken": row["group_id"], "type": row["group_type"]}
    return {
        "type": row["type"],
        "idToken": row["id_token"],
        "status": row["status"],
        "expiry": row["expiry"],
        "group": group,
        "masterPass": row["master_pass"],
    }
