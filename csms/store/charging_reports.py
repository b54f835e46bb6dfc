"""Reports of charging profiles (K09): collected by requestId, complete with the last part."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, String, Table, func, select

from plugfest.csms.store.prepared import json_text
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import add, change, find_row, find_rows, metadata, page, timestamp, upsert

reports = belongs_to_station(
    Table(
        "charging_reports",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("requested", String),
        Column("evse", Integer),
        Column("criteria", JSON(none_as_null=True)),
        Column("complete", Boolean, nullable=False),
    )
)

parts = belongs_to_station(
    Table(
        "charging_report_parts",
        metadata,
        Column("station", String, primary_key=True),
        Column("request_id", Integer, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("payload", JSON, nullable=False),
    )
)


def expect(db: Connection, station: str, request_id: int, evse: int | None, criteria: dict[str, Any]) -> None:
    """Store a requested report with its criteria (ChargingProfileCriterionType)."""
    values = {"requested": timestamp(), "evse": evse, "criteria": criteria, "complete": False}
    upsert(db, reports, {"station": station, "request_id": request_id}, values)


def nothing_found(db: Connection, station: str, request_id: int) -> None:
    """Store that the station has no such profiles, so no report follows."""
    change(db, reports, {"station": station, "request_id": request_id}, {"complete": True})


def add_part(db: Connection, station: str, payload: dict[str, Any]) -> None:
    """Store a ReportChargingProfilesRequest, also an unsolicited one."""
    key = {"station": station, "request_id": payload["requestId"]}
    last = db.execute(select(func.max(parts.c.number)).filter_by(**key)).scalar_one()
    add(db, parts, {**key, "number": 0 if last is None else last + 1, "payload": payload})
    upsert(db, reports, key, {"complete": not payload.get("tbc", False)})


def is_complete(db: Connection, station: str, request_id: int) -> bool:
    """Return whether the last part of a report has come already."""
    row = find_row(db, reports, {"station": station, "request_id": request_id})
    return row is not None and bool(row["complete"])


def find(db: Connection, station: str, request_id: int) -> dict[str, Any] | None:
    """Return one report as the operator sees it, or None."""
    return next(iter(_view(db, station, request_id)), None)


def view(db: Connection, station: str) -> list[dict[str, Any]]:
    """Return the reports of a station, newest first."""
    return _view(db, station, None)


def _view(db: Connection, station: str, request_id: int | None) -> list[dict[str, Any]]:
    key = {"station": station} if request_id is None else {"station": station, "request_id": request_id}
    shown = (_to_json(db, row) for row in find_rows(db, reports, key, "-request_id", most=1000))
    return list(page(shown, lambda report: len(json_text(report["profiles"]))))


def _to_json(db: Connection, row: dict[str, Any]) -> dict[str, Any]:
    key = (parts.c.station == row["station"], parts.c.request_id == row["request_id"])
    payloads = db.execute(select(parts.c.payload).where(*key).order_by(parts.c.number)).scalars()
    reported = [
        {"evse": payload["evseId"], "source": payload["chargingLimitSource"], "profile": profile}
        for payload in payloads
        for profile in payload["chargingProfile"]
    ]
    names = ("requested", "evse", "criteria", "complete")
    return {"requestId": row["request_id"], **{name: row[name] for name in names}, "profiles": reported}
