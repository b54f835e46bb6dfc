"""Ends of reservations at the station: by ReservationStatusUpdate (H01, H04), or by a transaction (H03)."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.e_transactions.hooks import on_transaction_event
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import events, reservations


@handles("ReservationStatusUpdate")
def reservation_update(request: Request) -> dict[str, Any]:
    """Store the end of a reservation: Expired, or Removed by the station."""
    events.note(request.db, request.station, "ReservationStatusUpdate", request.payload)
    number, state = request.payload["reservationId"], request.payload["reservationUpdateStatus"]
    reservations.end(request.db, request.station, number, state)
    return {}


@on_transaction_event
def use_reservation(request: Request) -> dict[str, Any]:
    """Mark the reservation of a transaction as used (H01.FR.15)."""
    number = request.payload.get("reservationId")
    if number is not None:
        transaction = request.payload["transactionInfo"]["transactionId"]
        reservations.end(request.db, request.station, number, "Used", transaction)
    return {}
