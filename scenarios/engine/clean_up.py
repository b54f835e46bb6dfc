"""Restores a station of the pool for the next play. Nothing here is judged."""

from collections.abc import Iterable, Iterator
from typing import Any

from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import ChangeAvailability, ClearLimit, Intent
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.protocol.frames import read_frame
from plugfest.simulator.station import Received

OPERATIVE = ChangeAvailability(True)


async def clean_up(context: CaseContext) -> None:
    """End transactions, free connectors, undo reservations, profiles and inoperative states; record what remains.

    Only for operators that cannot create stations: a station created for the play is deleted with it.
    """
    if context.operator.provisions:
        return
    asked, reported = list(_requests(context, "csms")), list(_requests(context, "station"))
    inoperative = any(request.get("operationalStatus") == "Inoperative" for _, request in asked)
    calls = [*_accepted_again(context), *_to_be_reported(context.station.device), *_reservations_gone(asked)]
    profiles = _profiles_left([*reported, *asked])
    if not calls and not inoperative and not profiles:
        return
    try:
        if not context.station.connected:
            await context.connect(context.connect_options())
        if inoperative:
            await _take_back(context, OPERATIVE, "the station stays inoperative at the CSMS")
        for profile in profiles:
            await _take_back(context, ClearLimit(profile), f"charging profile {profile} stays at the CSMS")
        while calls:
            sent = await context.send(calls[0], step=None)
            await context.wait(f"the answer to {calls[0].action} of the clean-up", sent.answer, context.pace.answer)
            del calls[0]
    except (Stop, TimeoutError) as error:
        never_reported = ", ".join(call.action for call in calls)
        context.trace.note(f"not restored, the CSMS did not take {never_reported}: {str(error) or 'no answer came'}")


async def _take_back(context: CaseContext, intent: Intent, otherwise: str) -> None:
    """Have the CSMS undo its changes: the station sends nothing that the CSMS has not requested."""
    action = intent.action
    expectation = context.inbox.expect(action, {}, at_once=lambda received: _agree(context, received))
    try:
        context.order(intent)
        await context.wait(f"the {action}Request of the clean-up", expectation.taken, context.pace.message)
    except (Stop, TimeoutError) as error:
        context.trace.note(f"not restored, {otherwise}: {str(error) or 'no request came'}")
    finally:
        context.inbox.forget(expectation)
    await context.orders_done()
    await context.wait_until_idle()


def _agree(context: CaseContext, received: Received) -> None:
    """Accept every clearing by the CSMS: the station of this play may never have had the cleared object."""
    if received.action == ClearLimit.action:
        context.station.answer(received, {"status": "Accepted"})
    else:
        context.station.reply_at_once(received)


def _profiles_left(said: Iterable[tuple[str, dict[str, Any]]]) -> list[int]:
    """Return the profiles that the CSMS knows, because it set them or they were reported to it, and has not cleared.

    A TxProfile ends with its transaction, and the CSMS cannot clear an external limit.
    """
    left: dict[int, None] = {}
    for action, payload in said:
        profiles = payload.get("chargingProfile")
        if action in ("SetChargingProfile", "ReportChargingProfiles"):
            for profile in profiles if isinstance(profiles, list) else [profiles]:
                if isinstance(profile, dict) and isinstance(profile.get("id"), int) and _stays(profile):
                    left[profile["id"]] = None
        elif action == "ClearChargingProfile":
            left.pop(payload.get("chargingProfileId", -1), None)
    return list(left)


def _stays(profile: dict[str, Any]) -> bool:
    return profile.get("chargingProfilePurpose") in ("TxDefaultProfile", "ChargingStationMaxProfile")


def _requests(context: CaseContext, side: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the readable requests of one side."""
    for entry in context.trace.entries:
        if entry["type"] == "frame" and entry["from"] == side and entry["message"] == "CALL" and "text" in entry:
            payload = read_frame(entry["text"]).payload
            if isinstance(payload, dict):
                yield entry["action"] or "", payload


def _to_be_reported(device: Device) -> Iterator[Call]:
    for transaction in device.transactions.open:
        yield transaction.event("Ended", "StopAuthorized", chargingState="Idle", stoppedReason="Local")
    for evse in device.evses.values():
        for connector in evse.connectors:
            if connector.status != "Available":
                yield from device.connectors.report(evse.id, connector.id, "Available")


def _accepted_again(context: CaseContext) -> Iterator[Call]:
    """Have one boot accepted: a CSMS that answered "Pending" or "Rejected" may keep that state until then."""
    if context.spec.boot is not None and context.station.device.registration != "Accepted":
        yield context.station.device.boot()


def _reservations_gone(asked: list[tuple[str, dict[str, Any]]]) -> Iterator[Call]:
    for action, request in asked:
        if action == "ReserveNow" and isinstance(request.get("id"), int):
            gone = {"reservationId": request["id"], "reservationUpdateStatus": "Removed"}
            yield Call("ReservationStatusUpdate", gone)
