"""Setting and clearing charging profiles, and the profiles of a station (K01, K10)."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, NotFound, OperationContext, present
from plugfest.csms.blocks.k_smart_charging.compose import InvalidProfile, profile_for
from plugfest.csms.blocks.k_smart_charging.parameters import ClearLimit, ClearLimits, LimitCharging
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import charging, charging_sessions


@operation("limit-charging", LimitCharging)
async def limit_charging(context: OperationContext, params: LimitCharging) -> None:
    """Compose the profile and set it."""

    def compose(db: Connection) -> dict[str, Any]:
        profile = profile_for(db, context.station, params)
        if "transactionId" in profile:
            charging_sessions.keep_granted(db, context.station, profile["transactionId"], profile)
        return profile

    try:
        profile = await context.write(compose)
    except InvalidProfile as unfit:
        raise context.fail(str(unfit)) from None
    context.handle["profileId"] = profile["id"]
    await context.call("SetChargingProfile", {"evseId": params.evse, "chargingProfile": profile})


@operation("clear-limit", ClearLimit)
async def clear_limit(context: OperationContext, params: ClearLimit) -> None:
    """Clear one profile, unless an external system has set it (K10.FR.09)."""
    known = await context.read(lambda db: charging.find(db, context.station, params.profile_id))
    if known is not None and known["profile"]["chargingProfilePurpose"] == charging.EXTERNAL:
        raise context.fail(f"profile {params.profile_id} is a limit that others have set: a CSMS cannot clear it")
    await context.call("ClearChargingProfile", {"chargingProfileId": params.profile_id})


@operation("clear-limits", ClearLimits)
async def clear_limits(context: OperationContext, params: ClearLimits) -> None:
    """Clear all profiles that meet the criteria."""
    criteria = present(evseId=params.evse, chargingProfilePurpose=params.purpose, stackLevel=params.stack_level)
    if not criteria:
        raise context.fail("say an EVSE, a purpose or a stack level (K10.FR.02)")
    await context.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})


@on_response("SetChargingProfile")
def keep_profile(exchange: Exchange) -> None:
    """Store the sent profile and whether the station accepted it."""
    accepted = exchange.answer["status"] == "Accepted"
    evse, profile = exchange.request["evseId"], exchange.request["chargingProfile"]
    charging.keep(exchange.db, exchange.station, evse, profile, accepted=accepted)


@on_response("RequestStartTransaction")
def keep_start_profile(exchange: Exchange) -> None:
    """Store the profile of an accepted remote start (F01.FR.10)."""
    profile, evse = exchange.request.get("chargingProfile"), exchange.request.get("evseId")
    if profile is None or evse is None or exchange.answer["status"] != "Accepted":
        return
    number = exchange.request["remoteStartId"]
    charging.keep(exchange.db, exchange.station, evse, profile, remote_start_id=number)


@on_response("ClearChargingProfile")
def keep_cleared(exchange: Exchange) -> None:
    """Remove the cleared profiles: after either answer the station has no such profile (K10.FR.01)."""
    id_, criteria = exchange.request.get("chargingProfileId"), exchange.request.get("chargingProfileCriteria", {})
    if id_ is not None:
        charging.forget(exchange.db, exchange.station, id_)
        return
    charging.forget_all(
        exchange.db,
        exchange.station,
        evse=criteria.get("evseId"),
        purpose=criteria.get("chargingProfilePurpose"),
        stack_level=criteria.get("stackLevel"),
    )


@endpoint("GET", "/stations/{station}/charging-profiles", "The charging profiles that the station has or has refused")
def show_profiles(request: ApiRequest) -> Any:
    """Show all profiles."""
    return charging.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/charging-profiles/{id}", "One charging profile")
def show_profile(request: ApiRequest) -> Any:
    """Show one profile."""
    return numbered(request, "id", charging.find)


def numbered(request: ApiRequest, name: str, find: Callable[[Connection, str, int], Any]) -> Any:
    """Return the object with the number in the path. Raises NotFound."""
    text = request.path[name]
    is_number = text.isascii() and text.removeprefix("-").isdigit() and len(text) <= len("-2147483648")
    found = find(request.db, request.station, int(text)) if is_number else None
    if found is None:
        raise NotFound(f"{request.station!r} has nothing here with {name} {text[:20]!r}")
    return found
