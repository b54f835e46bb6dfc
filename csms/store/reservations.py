"""Reservations of stations, with their tokens and ends."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, String, Table, update

from plugfest.csms.store import tables
from plugfest.csms.store.identifiers import IDENTIFIER
from plugfest.csms.store.stations import belongs_to_station
from plugfest.csms.store.tables import change, find_rows, metadata, moment, timestamp

REQUESTED = "Requested"
"""Sent to the station, without an answer so far."""
ACTIVE = "Active"

reservations = belongs_to_station(
    Table(
        "reservations",
        metadata,
        Column("station", String, primary_key=True),
        Column("id", Integer, primary_key=True),
        Column("evse", Integer),
        Column("connector_type", String),
        Column("id_token", IDENTIFIER, nullable=False),
        Column("token_type", String, nullable=False),
        Column("group", JSON(none_as_null=True)),
        Column("expiry", String, nullable=False),
        # Requested, Active, Cancelled, Used, Expired, Removed, or the status of a refusal.
        Column("state", String, nullable=False),
        Column("transaction", IDENTIFIER),
        Column("requested", String, nullable=False),
        Column("ended", String),
    )
)


def add(db: Connection, station: str, request: dict[str, Any]) -> None:
    """Store a ReserveNowRequest about to be sent."""
    token = request["idToken"]
    row = {
        "station": station,
        "id": request["id"],
        "evse": request.get("evseId"),
        "connector_type": request.get("connectorType"),
        "id_token": token["idToken"],
        "token_type": token["type"],
        "group": request.get("groupIdToken"),
        "expiry": request["expiryDateTime"],
        "state": REQUESTED,
        "requested": timestamp(),
    }
    tables.add(db, reservations, row)


def accepted(db: Connection, station: str, reservation: int) -> None:
    """Store that the station accepted the reservation."""
    change(db, reservations, {"station": station, "id": reservation}, {"state": ACTIVE})


def end(db: Connection, station: str, reservation: int, state: str, transaction: str | None = None) -> None:
    """Store the end of a reservation, unless it has ended before."""
    going_on = reservations.c.state.in_((REQUESTED, ACTIVE))
    values = {"state": state, "transaction": transaction, "ended": timestamp()}
    this = (reservations.c.station == station, reservations.c.id == reservation)
    db.execute(update(reservations).where(*this, going_on).values(values))


def view(db: Connection, station: str, reservation: int | None = None) -> list[dict[str, Any]]:
    """Return the reservations as the operator sees them, newest first; one past its expiry is Expired."""
    key = {"station": station} if reservation is None else {"station": station, "id": reservation}
    return [_to_json(row) for row in find_rows(db, reservations, key, "-id", most=1000)]


def _to_json(row: dict[str, Any]) -> dict[str, Any]:
    over = row["state"] == ACTIVE and moment(row["expiry"]) <= datetime.now(UTC)
    return {
        "reservation": row["id"],
        "evse": row["evse"],
        "connectorType": row["connector_type"],
        "token": {"idToken": row["id_token"], "type": row["token_type"]},
        "group": row["group"],
        "expiry": row["expiry"],
        "state": "Expired" if over else row["state"],
        "transaction": row["transaction"],
        "requested": row["requested"],
        "ended": row["expiry"] if over else row["ended"],
    }
