"""Reports that come in parts (B07, B08 and others): collected by requestId, complete when no part is missing."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Index, Integer, String, Table, select

from plugfest.csms.store.prepared import json_text
from plugfest.csms.store.secrets import without_secrets
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import find_row, find_rows, metadata, page, timestamp, upsert

reports = belongs_to_station(
    Table(
        "reports",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("kind", String, nullable=False),
        Column("operation", String),
        Column("requested", String),
    )
)

parts = belongs_to_station(
    Table(
        "report_parts",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("seq_no", Integer, primary_key=True),
        Column("to_be_continued", Boolean, nullable=False),
        Column("received", String, nullable=False),
        Column("payload", JSON, nullable=False),
    )
)

Index("ix_report_parts_end", parts.c.station, parts.c.request_id, parts.c.seq_no, sqlite_where=~parts.c.to_be_continued)


def expect(db: Connection, station: str, request_id: int, kind: str, operation: str) -> None:
    """Store a requested report; `kind` is the action of its request, such as `GetBaseReport`."""
    key = {"station": station, "request_id": request_id}
    upsert(db, reports, key, {"kind": kind, "operation": operation, "requested": timestamp()})


def add_part(db: Connection, station: str, payload: dict[str, Any], kind: str) -> None:
    """Store a part of a report. One that was not requested is stored as well."""
    key = {"station": station, "request_id": payload["requestId"]}
    if find_row(db, reports, key) is None:
        upsert(db, reports, key, {"kind": kind})
    values = {
        "to_be_continued": payload.get("tbc", False),
        "received": timestamp(),
        "payload": without_secrets(payload),
    }
    upsert(db, parts, {**key, "seq_no": payload["seqNo"]}, values)


def has_end(db: Connection, station: str, request_id: int) -> bool:
    """Return whether a part of this report has come that no other is to follow."""
    query = select(parts.c.seq_no).filter_by(station=station, request_id=request_id, to_be_continued=False)
    return db.execute(query.limit(1)).first() is not None


def view(db: Connection, station: str, request_id: int | None = None) -> list[dict[str, Any]]:
    """Return the reports of a station with their parts, newest first."""
    key = {"station": station} if request_id is None else {"station": station, "request_id": request_id}
    shown = (_to_json(db, row) for row in find_rows(db, reports, key, "-request_id"))
    return list(page(shown, lambda report: sum(len(json_text(part)) for part in report["parts"])))


def _to_json(db: Connection, row: dict[str, Any]) -> dict[str, Any]:
    key = (parts.c.station == row["station"], parts.c.request_id == row["request_id"])
    rows = db.execute(select(parts).where(*key).order_by(parts.c.seq_no)).mappings()
    came = list(page(rows, lambda part: len(json_text(part["payload"]))))
    numbers = [part["seq_no"] for part in came]
    complete = bool(came) and not came[-1]["to_be_continued"] and numbers == list(range(len(numbers)))
    return {
        "requestId": row["request_id"],
        "kind": row["kind"],
        "operation": row["operation"],
        "requested": row["requested"],
        "complete": complete,
        "parts": [part["payload"] for part in came],
    }
