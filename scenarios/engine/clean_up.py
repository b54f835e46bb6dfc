"""Leaving a station of the pool as the next play wants to find it. What happens here is not judged."""

from collections.abc import Iterator
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import ChangeAvailability
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.protocol.frames import read_frame

OPERATIVE = ChangeAvailability(True)
MOST_SECONDS = 5.0
"""For each message: a CSMS that does not answer here has had its verdict."""


async def clean_up(context: CaseContext) -> None:
    """End transactions, free connectors, take back reservations and inoperative states.

    Only where the operator cannot make stations: one that was made for the play goes with it.
    """
    if context.operator.provisions:
        return
    try:
        await _clean_up(context)
    except (Stop, TimeoutError) as error:
        context.trace.note(f"the clean-up after the case came to no end: {error}")


async def _clean_up(context: CaseContext) -> None:
    asked = list(_requests(context))
    inoperative = any(request.get("operationalStatus") == "Inoperative" for _, request in asked)
    calls = [*_to_be_told(context.station.device), *_reservations_gone(asked)]
    if not calls and not inoperative:
        return
    if not context.station.connected:
        await context.connect(context.connect_options())
    if inoperative and context.operator.cannot(OPERATIVE) is None:
        await context.operator.ask(Order(len(context.orders) + 1, OPERATIVE, context.access.identity))
    for call in calls:
        sent = await context.send(call, step=None)
        await context.wait(f"the answer to {call.action} of the clean-up", sent.answer, MOST_SECONDS)


def _requests(context: CaseContext) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the CSMS asked for, as far as it could be read."""
    for entry in context.trace.entries:
        if entry["type"] == "frame" and entry["from"] == "csms" and entry["message"] == "CALL" and "text" in entry:
            payload = read_frame(entry["text"]).payload
            if isinstance(payload, dict):
                yield entry["action"] or "", payload


def _to_be_told(device: Device) -> Iterator[Call]:
    for transaction in device.transactions.open:
        yield transaction.event("Ended", "StopAuthorized", chargingState="Idle", stoppedReason="Local")
    for evse in device.evses.values():
        for connector in evse.connectors:
            if connector.status != "Available":
                yield from device.connectors.report(evse.id, connector.id, "Available")


def _reservations_gone(asked: list[tuple[str, dict[str, Any]]]) -> Iterator[Call]:
    for action, request in asked:
        if action == "ReserveNow" and isinstance(request.get("id"), int):
            gone = {"reservationId": request["id"], "reservationUpdateStatus": "Removed"}
            yield Call("ReservationStatusUpdate", gone)
