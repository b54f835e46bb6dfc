"""Asking a station which charging profiles it has, and taking its reports (K09)."""

from typing import Any

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import Exchange, Look, Order, Request, present
from plugfest.csms.blocks.k_smart_charging.profiles import numbered
from plugfest.csms.blocks.k_smart_charging.wishes import AskProfiles
from plugfest.csms.blocks.registry import answers, endpoint, keeps, operation
from plugfest.csms.store import charging, charging_reports, stations


@operation("ask-charging-profiles", AskProfiles)
async def ask_charging_profiles(order: Order, wish: AskProfiles) -> None:
    """Ask by the id of a profile, or else by one or several criteria (K09.FR.03)."""
    others = present(
        chargingProfilePurpose=wish.purpose,
        stackLevel=wish.stack_level,
        chargingLimitSource=None if wish.source is None else [wish.source],
    )
    if (wish.profile_id is None) == (not others):
        raise order.fail("say either the id of a profile, or a purpose, a stack level or a source (K09.FR.03)")
    criteria = others if wish.profile_id is None else {"chargingProfileId": [wish.profile_id]}

    def expect(db: Connection) -> int:
        request_id = stations.next_number(db, order.station, "requestId")
        charging_reports.expect(db, order.station, request_id, wish.evse, criteria)
        return request_id

    request_id = order.handle["requestId"] = await order.write(expect)
    payload = present(requestId=request_id, evseId=wish.evse, chargingProfile=criteria)
    await order.call("GetChargingProfiles", payload)


@keeps("GetChargingProfiles")
def keep_nothing_found(exchange: Exchange) -> None:
    """The station has no such profiles: what we thought it had is gone."""
    if exchange.answer["status"] == "NoProfiles":
        charging_reports.nothing_found(exchange.db, exchange.station, exchange.request["requestId"])
        _settle(exchange.db, exchange.station, exchange.request["requestId"])


@answers("ReportChargingProfiles")
def report_charging_profiles(request: Request) -> dict[str, Any]:
    """Keep the report and every profile in it; with the last one it is known what the station no longer has."""
    said = request.payload
    charging_reports.add_part(request.db, request.station, said)
    for profile in said["chargingProfile"]:
        charging.keep_reported(request.db, request.station, said["evseId"], profile, said["chargingLimitSource"])
    if not said.get("tbc", False):
        _settle(request.db, request.station, said["requestId"])
    return {}


@endpoint("GET", "/stations/{station}/charging-profiles-reports", "Reports of charging profiles, newest first")
def show_reports(look: Look) -> Any:
    """Show all reports."""
    return charging_reports.view(look.db, look.station)


@endpoint("GET", "/stations/{station}/charging-profiles-reports/{requestId}", "One report of charging profiles")
def show_report(look: Look) -> Any:
    """Show one report."""
    return numbered(look, "requestId", charging_reports.find)


def _settle(db: Connection, station: str, request_id: int) -> None:
    report = charging_reports.find(db, station, request_id)
    if report is None or report["requested"] is None:
        return
    there = {told["profile"]["id"] for told in report["profiles"]}
    charging.forget_unreported(db, station, report["evse"], report["criteria"], there, report["requested"])
