"""ISO 15118 charging: the needs of a vehicle cause an offer, and its schedule is checked against it (K15 to K17)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, OperationContext, Request
from plugfest.csms.blocks.k_smart_charging.offers import schedule_for, vehicle_limit
from plugfest.csms.blocks.k_smart_charging.profiles import numbered
from plugfest.csms.blocks.k_smart_charging.schedules import is_within
from plugfest.csms.blocks.parameters import EvseId, RequestBody
from plugfest.csms.blocks.registry import endpoint, handles, reaction
from plugfest.csms.store import charging, charging_sessions, transactions

MOST_SESSIONS = 100
"""Vehicles of one station that are offered something new at once."""


class Offer(RequestBody):
    """The EVSE whose vehicle gets an offer."""

    evse: EvseId


@reaction("offer-charging-profile", Offer)
async def offer_charging_profile(context: OperationContext, params: Offer) -> None:
    """Send a TxProfile for the latest needs; it replaces the previous one (K01.FR.39)."""
    profile = await context.write(lambda db: _offer(db, context.station, params.evse))
    if profile is None:
        raise context.fail(f"on EVSE {params.evse} no vehicle that has sent its charging needs is charging")
    context.handle["profileId"] = profile["id"]
    await context.call("SetChargingProfile", {"evseId": params.evse, "chargingProfile": profile})


@handles("NotifyEVChargingNeeds")
def charging_needs(request: Request) -> dict[str, Any]:
    """Store the needs and make an offer, if a transaction is running on the EVSE (K15.FR.03, FR.04)."""
    evse = request.payload["evseId"]
    running = transactions.running(request.db, request.station, evse)
    if not running:
        return _rejected("TxNotFound", f"no transaction is running on EVSE {evse}")
    if vehicle_limit(request.payload["chargingNeeds"]) is None:
        return _rejected("MissingParam", "parameters for either alternating or direct current are needed")
    charging_sessions.keep_needs(request.db, request.station, running[0], request.payload)
    request.then(offer_charging_profile, Offer(evse=evse))
    return {"status": "Accepted"}


@handles("NotifyEVChargingSchedule")
def charging_schedule(request: Request) -> dict[str, Any]:
    """Accept a schedule within the offer; reject any other and send a new offer (K15.FR.11 to FR.13, K16, K17)."""
    payload = request.payload
    limits = _limits(request, payload)
    agreed = limits is None or is_within(
        payload["chargingSchedule"], payload["timeBase"], limits, limits.get("startSchedule", payload["timeBase"])
    )
    charging_sessions.keep_chosen(request.db, request.station, payload, agreed=agreed)
    if agreed:
        return {"status": "Accepted"}
    if charging_sessions.find(request.db, request.station, payload["evseId"]) is not None:
        request.then(offer_charging_profile, Offer(evse=payload["evseId"]))
    return {"status": "Rejected"}


def reconsider(request: Request) -> None:
    """Send a new offer to each vehicle whose offer differs under the changed limits (K16)."""
    profiles = charging.of_transactions(request.db, request.station)
    for session in charging_sessions.view(request.db, request.station)[:MOST_SESSIONS]:
        before = profiles.get(session["transaction"].casefold())
        after = schedule_for(request.db, request.station, session, request.now)
        running = transactions.runs(request.db, request.station, session["transaction"], session["evse"])
        if running and before is not None and after is not None and not _same(before.profile, after):
            request.then(offer_charging_profile, Offer(evse=session["evse"]))


@endpoint("GET", "/stations/{station}/charging-sessions", "Vehicles that speak ISO 15118: needs and schedules")
def show_sessions(request: ApiRequest) -> Any:
    """Show all sessions."""
    return charging_sessions.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/charging-sessions/{evse}", "The vehicle on one EVSE")
def show_session(request: ApiRequest) -> Any:
    """Show the session of an EVSE."""
    return numbered(request, "evse", charging_sessions.find)


def _offer(db: Connection, station: str, evse: int) -> dict[str, Any] | None:
    session = charging_sessions.find(db, station, evse)
    if session is None or not transactions.runs(db, station, session["transaction"], evse):
        return None
    schedule = schedule_for(db, station, session, datetime.now(UTC))
    if schedule is None:
        return None
    before = charging.of_transaction(db, station, session["transaction"])
    id_ = before.id if before else charging.new_id(db, station)
    return {
        "id": id_,
        "stackLevel": before.stack_level if before else 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": session["transaction"],
        "chargingSchedule": [{"id": abs(id_), **schedule}],
    }


def _limits(request: Request, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schedule with the id of the vehicle's own, else the first of the profile in force."""
    profiles = charging.of_transactions(request.db, request.station)
    for transaction in transactions.running(request.db, request.station, payload["evseId"]):
        one = profiles.get(transaction.casefold())
        if one is not None:
            schedules: list[dict[str, Any]] = one.profile["chargingSchedule"]
            chosen = (schedule for schedule in schedules if schedule["id"] == payload["chargingSchedule"]["id"])
            return next(chosen, schedules[0])
    return None


def _same(profile: dict[str, Any], schedule: dict[str, Any]) -> bool:
    """Return whether an active profile grants exactly the limits of a schedule from now on."""
    one, begin = profile["chargingSchedule"][0], schedule["startSchedule"]
    one_begin = one.get("startSchedule", begin)
    return is_within(one, one_begin, schedule, begin) and is_within(schedule, begin, one, one_begin)


def _rejected(reason: str, info: str) -> dict[str, Any]:
    return {"status": "Rejected", "statusInfo": {"reasonCode": reason, "additionalInfo": info}}
