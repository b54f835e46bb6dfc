"""Charging by ISO 15118: a vehicle's needs bring an offer, its schedule is held against it (K15 to K17)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import Exchange, Look, Order, Request
from plugfest.csms.blocks.k_smart_charging.schedules import is_within, schedule_for
from plugfest.csms.blocks.registry import EvseId, Wish, answers, endpoint, keeps, reaction
from plugfest.csms.store import charging, events, stations, transactions


class Offer(Wish):
    """The EVSE whose vehicle gets an offer."""

    evse: EvseId


@reaction("offer-charging-profile", Offer)
async def offer_charging_profile(order: Order, wish: Offer) -> None:
    """Send a TxProfile for the needs that came last; a new one for the same transaction replaces the one before."""
    profile = await order.write(lambda db: _profile(db, order, wish.evse))
    order.handle["profileId"] = profile["id"]
    await order.call("SetChargingProfile", {"evseId": wish.evse, "chargingProfile": profile})


@answers("NotifyEVChargingNeeds")
def charging_needs(request: Request) -> dict[str, Any]:
    """Keep the needs and make an offer, where a transaction is running that it can be for."""
    evse = request.payload["evseId"]
    running = transactions.running(request.db, request.station, evse)
    if not running:
        info = {"reasonCode": "TxNotFound", "additionalInfo": f"no transaction is running on EVSE {evse}"}
        return {"status": "Rejected", "statusInfo": info}
    charging.keep_needs(request.db, request.station, running[0], request.payload)
    request.then(offer_charging_profile, Offer(evse=evse))
    return {"status": "Accepted"}


@answers("NotifyEVChargingSchedule")
def charging_schedule(request: Request) -> dict[str, Any]:
    """Accept a schedule within our limits; reject any other and offer anew (K15.FR.11 to FR.13)."""
    said = request.payload
    events.note(request.db, request.station, "NotifyEVChargingSchedule", said)
    limits = _limits(request.db, request.station, said["evseId"])
    if limits is None:
        return {"status": "Accepted"}
    begin = limits.get("startSchedule", said["timeBase"])
    if is_within(said["chargingSchedule"], said["timeBase"], limits, begin):
        return {"status": "Accepted"}
    request.then(offer_charging_profile, Offer(evse=said["evseId"]))
    return {"status": "Rejected"}


@keeps("SetChargingProfile")
def keep_profile(exchange: Exchange) -> None:
    """Keep what was offered, and whether the station took it."""
    accepted = exchange.answer["status"] == "Accepted"
    evse, profile = exchange.request["evseId"], exchange.request["chargingProfile"]
    charging.keep_profile(exchange.db, exchange.station, evse, profile, accepted=accepted)


@endpoint("GET", "/stations/{station}/charging-profiles", "The charging profiles that the station was sent")
def show_profiles(look: Look) -> Any:
    """Show all profiles."""
    return charging.view(look.db, look.station)


def _profile(db: Connection, order: Order, evse: int) -> dict[str, Any]:
    known = charging.needs_of(db, order.station, evse)
    if known is None:
        raise order.fail(f"no vehicle on EVSE {evse} has told its needs")
    transaction, payload = known
    before = charging.transaction_profile(db, order.station, transaction)
    id_ = before["id"] if before else stations.next_number(db, order.station, "profileId")
    now = datetime.now(UTC)
    return {
        "id": id_,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": transaction,
        "chargingSchedule": [schedule_for(payload["chargingNeeds"], id_, now)],
    }


def _limits(db: Connection, station: str, evse: int) -> dict[str, Any] | None:
    for transaction in transactions.running(db, station, evse):
        profile = charging.transaction_profile(db, station, transaction)
        if profile is not None:
            schedule: dict[str, Any] = profile["chargingSchedule"][0]
            return schedule
    return None
