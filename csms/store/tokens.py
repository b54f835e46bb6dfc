"""Tokens: who may charge, in which group, until when."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Boolean, Column, Connection, String, Table, bindparam, delete, select

from plugfest.csms.store import policies
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.prepared import Prepared
from plugfest.csms.store.tables import metadata, moment, upsert

TOKEN_TYPES: Final = (
    "Central",
    "eMAID",
    "ISO14443",
    "ISO15693",
    "KeyCode",
    "Local",
    "MacAddress",
    "NoAuthorization",
)

tokens = Table(
    "tokens",
    metadata,
    # OCPP compares identifiers without letter case.
    Column("type", String, primary_key=True),
    Column("id_token", IDENTIFIER, primary_key=True),
    Column("status", String, nullable=False),
    Column("expiry", String),
    Column("group_id", IDENTIFIER),
    Column("group_type", String),
    Column("master_pass", Boolean, nullable=False, default=False),
)

_name = (tokens.c.type == bindparam("type_"), tokens.c.id_token == bindparam("id_"))
_by_name = Prepared(select(tokens).where(*_name))
_remove = Prepared(delete(tokens).where(*_name))


def put(db: Connection, type_: str, id_token: str, values: dict[str, Any]) -> None:
    """Add a token, or replace its data."""
    upsert(db, tokens, {"type": type_, "id_token": id_token}, values)


def find(db: Connection, type_: str, id_token: str) -> dict[str, Any] | None:
    """Return all columns of one token, or None."""
    return _by_name.one(db, {"type_": type_, "id_": id_token})


def every(db: Connection) -> list[dict[str, Any]]:
    """Return all tokens, in order."""
    rows = db.execute(select(tokens).order_by(tokens.c.type, tokens.c.id_token)).mappings()
    return [dict(row) for row in rows]


def remove(db: Connection, type_: str, id_token: str) -> bool:
    """Remove a token. Return False if it is unknown."""
    return _remove.run(db, {"type_": type_, "id_": id_token}) > 0


def has_expired(row: dict[str, Any]) -> bool:
    """Return whether the token's expiry lies in the past."""
    return row["expiry"] is not None and moment(row["expiry"]) <= datetime.now(UTC)


def token_info(db: Connection, id_token: dict[str, Any]) -> dict[str, Any]:
    """Return the IdTokenInfoType of a token for a station (C01, C09). A NoAuthorization token is accepted."""
    if id_token["type"] == "NoAuthorization":
        return {"status": "Accepted"}
    row = find(db, id_token["type"], id_token["idToken"])
    if row is None and policies.accepts_unknown_tokens(db):
        return {"status": "Accepted"}
    if row is None:  # C04.FR.01: an unknown key code is Invalid
        return {"status": "Invalid" if id_token["type"] == "KeyCode" else "Unknown"}
    info: dict[str, Any] = {"status": "Expired" if row["status"] == "Accepted" and has_expired(row) else row["status"]}
    if row["expiry"] is not None:
        info["cacheExpiryDateTime"] = row["expiry"]
    if row["group_id"] is not None:
        info["groupIdToken"] = {"idToken": row["group_id"], "type": row["group_type"]}
    return info
