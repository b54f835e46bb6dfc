"""Display messages of each station: requested, accepted and reported ones."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table

from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_row, find_rows, metadata, moment, timestamp, upsert

_MAX: Final = 1000
"""Maximum number of messages stored per report and shown at once."""
INSTALLED: Final = "Installed"
"""The station has the message; whether it is displayed depends on state, time and other messages."""

display_messages = belongs_to_station(
    Table(
        "display_messages",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", Integer, primary_key=True),
        # Requested, Installed, Refused, Cleared, Ended (with its transaction), Missing (the station has it no more).
        Column("state", String, nullable=False),
        # The station's answer to the latest SetDisplayMessageRequest with this id.
        Column("answer", String),
        Column("transaction", IDENTIFIER, index=True),
        # The message of the station; before it accepted any, the requested one.
        Column("message", JSON, nullable=False),
        Column("updated", String, nullable=False),
    )
)

display_reports = belongs_to_station(
    Table(
        "display_reports",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("wanted", JSON, nullable=False),
        Column("answer", String),
        Column("complete", Boolean, nullable=False),
        Column("messages", JSON, nullable=False),
        Column("requested", String, nullable=False),
    )
)


def request(db: Connection, station: str, message: dict[str, Any]) -> None:
    """Store a message about to be sent; the replaced one is kept until the station accepts."""
    if _state(db, station, message["id"]) != INSTALLED:
        _put(db, station, message, "Requested")


def answered(db: Connection, station: str, message: dict[str, Any], status: str) -> None:
    """Store that the station accepted the message, replacing one with its id (O06.FR.01), or refused it."""
    if status == "Accepted":
        _put(db, station, message, INSTALLED)
        if message["priority"] == "AlwaysFront":
            _replace_front(db, station, message["id"])
    elif _state(db, station, message["id"]) != INSTALLED:
        _put(db, station, message, "Refused")
    _change(db, {"station": station, "id": message["id"]}, answer=status)


def gone(db: Connection, station: str, number: int, state: str) -> None:
    """Store that the station no longer has the message: Cleared or Missing."""
    _change(db, {"station": station, "id": number, "state": INSTALLED}, state=state)


def transaction_ended(db: Connection, station: str, transaction: str) -> None:
    """Store that the station removes the messages of a transaction when that ends (O02.FR.02)."""
    _change(db, {"station": station, "transaction": transaction, "state": INSTALLED}, state="Ended")


def expect_report(db: Connection, station: str, payload: dict[str, Any]) -> None:
    """Store a GetDisplayMessagesRequest about to be sent."""
    wanted = {name: payload[name] for name in ("id", "priority", "state") if name in payload}
    values = {"wanted": wanted, "complete": False, "messages": [], "requested": timestamp()}
    upsert(db, display_reports, {"station": station, "request_id": payload["requestId"]}, values)


def report_answered(db: Connection, station: str, payload: dict[str, Any], status: str) -> None:
    """Store the answer: a report follows (Accepted), or there are no such messages (Unknown: O03.FR.06, O04.FR.02)."""
    _change_report(db, station, payload["requestId"], answer=status)
    if status == "Unknown":
        _change_report(db, station, payload["requestId"], complete=True)
        _miss(db, station, payload, set())


def report_came(db: Connection, station: str, payload: dict[str, Any]) -> None:
    """Store a part of a report; with the last one, messages that were not reported are missing."""
    for message in payload.get("messageInfo", ()):
        _put(db, station, message, INSTALLED)
    row = find_row(db, display_reports, {"station": station, "request_id": payload["requestId"]})
    if row is None:
        return
    messages = [*row["messages"], *payload.get("messageInfo", ())][:_MAX]
    complete = not payload.get("tbc", False)
    _change_report(db, station, payload["requestId"], messages=messages, complete=complete)
    if complete:
        _miss(db, station, row["wanted"], {message["id"] for message in messages})


def view(db: Connection, station: str, number: int | None = None) -> list[dict[str, Any]]:
    """Return the messages as the operator sees them, newest first; one whose end has passed has ended (O01.FR.07)."""
    key = {"station": station} if number is None else {"station": station, "id": number}
    return [
        {
            "id": row["id"],
            "state": "Ended" if row["state"] == INSTALLED and _is_over(row["message"]) else row["state"],
            "answer": row["answer"],
            "message": row["message"],
            "updated": row["updated"],
        }
        for row in find_rows(db, display_messages, key, "-id", most=_MAX)
    ]


def reports(db: Connection, station: str, request_id: int | None = None) -> list[dict[str, Any]]:
    """Return the requested reports, newest first."""
    key = {"station": station} if request_id is None else {"station": station, "request_id": request_id}
    rows = find_rows(db, display_reports, key, "-request_id", most=_MAX)
    names = ("wanted", "answer", "complete", "messages", "requested")
    return [{"requestId": row["request_id"], **{name: row[name] for name in names}} for row in rows]


def _state(db: Connection, station: str, number: int) -> str | None:
    row = find_row(db, display_messages, {"station": station, "id": number})
    return None if row is None else row["state"]


def _put(db: Connection, station: str, message: dict[str, Any], state: str) -> None:
    values = {
        "state": state,
        "transaction": message.get("transactionId"),
        "message": message,
        "updated": timestamp(),
    }
    upsert(db, display_messages, {"station": station, "id": message["id"]}, values)


def _change(db: Connection, where: dict[str, Any], **values: Any) -> None:
    change(db, display_messages, where, {**values, "updated": timestamp()})


def _replace_front(db: Connection, station: str, number: int) -> None:
    # O01.FR.16: a station has one message of this priority.
    for other in view(db, station):
        if other["id"] != number and other["message"]["priority"] == "AlwaysFront":
            gone(db, station, other["id"], "Missing")


def _miss(db: Connection, station: str, wanted: dict[str, Any], there: set[int]) -> None:
    """Mark the messages that match a request and are missing in its report."""
    for to_json in view(db, station):
        message = to_json["message"]
        meets_criteria = all(message.get(name) == wanted[name] for name in ("priority", "state") if name in wanted)
        if message["id"] not in there and meets_criteria and message["id"] in wanted.get("id", [message["id"]]):
            gone(db, station, message["id"], "Missing")


def _change_report(db: Connection, station: str, request_id: int, **values: Any) -> None:
    change(db, display_reports, {"station": station, "request_id": request_id}, values)


def _is_over(message: dict[str, Any]) -> bool:
    return "endDateTime" in message and moment(message["endDateTime"]) <= datetime.now(UTC)
