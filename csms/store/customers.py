"""Requests to stations about customers, and the answers (N09, N10)."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table

from plugfest.csms.store import reports
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_rows, metadata, timestamp, upsert

REPORT = "CustomerInformation"
"""The kind of report under which the parts are collected."""

requests = belongs_to_station(
    Table(
        "customer_requests",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("report", Boolean, nullable=False),
        Column("clear", Boolean, nullable=False),
        Column("customer", JSON, nullable=False),
        Column("requested", String, nullable=False),
        Column("answer", String),
    )
)


def begin(db: Connection, station: str, request_id: int, *, report: bool, clear: bool, customer: Any) -> None:
    """Store a request about to be sent; `customer` is its reference to a customer."""
    values = {"report": report, "clear": clear, "customer": customer, "requested": timestamp()}
    upsert(db, requests, {"station": station, "request_id": request_id}, values)


def answered(db: Connection, station: str, request_id: int, answer: str) -> None:
    """Store the station's answer to the request."""
    change(db, requests, {"station": station, "request_id": request_id}, {"answer": answer})


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the requests of a station, newest first, each with its data and whether that is complete."""
    return [_to_json(db, row) for row in find_rows(db, requests, {"station": station}, "-request_id")]


def _to_json(db: Connection, row: dict[str, Any]) -> dict[str, Any]:
    found = reports.view(db, row["station"], row["request_id"])
    parts = found[0]["parts"] if found else []
    return {
        "requestId": row["request_id"],
        "report": row["report"],
        "clear": row["clear"],
        "customer": row["customer"],
        "requested": row["requested"],
        "answer": row["answer"],
        "complete": bool(found) and found[0]["complete"],
        "data": "".join(part["data"] for part in parts),
    }
