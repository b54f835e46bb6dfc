"""Policies of the CSMS for unknown stations and tokens."""

from typing import Any, Final

from sqlalchemy import JSON, Column, Connection, String, Table

from plugfest.csms.store.tables import find_row, metadata, upsert

UNKNOWN_STATIONS: Final = "unknownStations"
UNKNOWN_TOKENS: Final = "unknownTokens"
HEARTBEAT_INTERVAL: Final = "heartbeatInterval"

policies = Table("policies", metadata, Column("name", String, primary_key=True), Column("value", JSON, nullable=False))


def put(db: Connection, name: str, value: Any) -> None:
    """Set a policy."""
    upsert(db, policies, {"name": name}, {"value": value})


def get(db: Connection, name: str) -> Any:
    """Return a policy, or None if it was never set."""
    row = find_row(db, policies, {"name": name})
    return None if row is None else row["value"]


def admits_unknown_stations(db: Connection) -> bool:
    """Return whether a station that is not provisioned may connect."""
    return bool(get(db, UNKNOWN_STATIONS) == "admit")


def accepts_unknown_tokens(db: Connection) -> bool:
    """Return whether an unknown token is accepted."""
    return bool(get(db, UNKNOWN_TOKENS) == "Accepted")
