"""The journal: every message of every station in both directions, without secrets."""

import sys
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, String, Table, Text

from plugfest.csms.rpc import frames, strict_json
from plugfest.csms.store import secrets
from plugfest.csms.store.database import defer
from plugfest.csms.store.secrets import WITHHELD, without_secrets
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import metadata, timestamp

journal = belongs_to_station(
    Table(
        "journal",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("station", String, nullable=False, index=True),
        Column("connection", Integer, nullable=False),
        Column("at", String, nullable=False),
        Column("direction", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("message_id", String),
        Column("action", String),
        Column("payload", Text),
        # The reason why a message is invalid; the fault injected into it.
        Column("problem", Text),
        Column("injected", String),
    )
)

_KEPT_OF_UNREADABLE: Final = 2_000
RAW_KINDS: Final = frozenset({"UNREADABLE", "RAW", "BINARY", "NOTHING"})
"""Kinds of rows whose payload is the raw text."""

_kinds: Final = {frames.Call: "CALL", frames.CallResult: "CALLRESULT", frames.CallError: "CALLERROR"}


def note(
    db: Connection,
    station: str,
    connection: int,
    direction: str,
    frame: frames.Call | frames.CallResult | frames.CallError,
    action: str | None = None,
    at: str | None = None,
    problem: str | None = None,
    injected: str | None = None,
) -> None:
    """Store one frame. `direction` is `in` or `out`; `action` of an answer is that of its request."""
    match frame:
        case frames.Call():
            action, payload = frame.action, frame.payload
        case frames.CallResult():
            payload = frame.payload
        case frames.CallError():
            payload = {"code": frame.code, "description": frame.description, "details": frame.details}
    row = {
        "station": station,
        "connection": connection,
        "at": at or timestamp(),
        "direction": direction,
        "kind": _kinds[type(frame)],
        "message_id": frame.id,
        "action": action,
        "payload": _text(payload),
        "problem": problem,
        "injected": injected,
    }
    defer(db, journal, row)


def note_exchange(
    db: Connection,
    station: str,
    connection: int,
    call: frames.Call,
    answer: frames.CallResult | frames.CallError,
    injected: str | None = None,
) -> None:
    """Store a request of a station, and our answer."""
    at = timestamp()
    note(db, station, connection, "in", call, at=at)
    note(db, station, connection, "out", answer, call.action, at, injected=injected)


def note_injected(
    db: Connection, station: str, connection: int, kind: str, text: str, injected: str, action: str | None = None
) -> None:
    """Store an injected frame that is not an OCPP-J message, or that nothing was sent."""
    row = {
        "station": station,
        "connection": connection,
        "at": timestamp(),
        "direction": "out",
        "kind": kind,
        "message_id": None,
        "action": action,
        "problem": None,
        "injected": injected,
        "payload": text[:_KEPT_OF_UNREADABLE],
    }
    defer(db, journal, row)


def note_unreadable(
    db: Connection,
    station: str,
    connection: int,
    text: str,
    call: frames.Call | None = None,
    problem: str | None = None,
) -> None:
    """Store the beginning of an unreadable frame."""
    row = {
        "station": station,
        "connection": connection,
        "at": timestamp(),
        "direction": "in",
        "kind": "UNREADABLE",
        "message_id": None if call is None else call.id,
        "action": None if call is None else call.action,
        "problem": problem,
        "injected": None,
        "payload": WITHHELD if secrets.may_hold_any(text) else text[:_KEPT_OF_UNREADABLE],
    }
    defer(db, journal, row)


def _text(payload: dict[str, Any]) -> str:
    text = strict_json.encode(payload)
    return strict_json.encode(without_secrets(payload)) if secrets.may_hold_any(text) else text


def to_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the API shows it."""
    payload = row["payload"]
    return {
        "id": row["id"],
        "station": row["station"],
        "at": row["at"],
        "connection": row["connection"],
        "direction": row["direction"],
        "kind": row["kind"],
        "messageId": row["message_id"],
        "action": row["action"],
        "payload": payload if row["kind"] in RAW_KINDS else strict_json.decode(payload, sys.maxsize),
        "problem": row["problem"],
        "injected": row["injected"],
    }
