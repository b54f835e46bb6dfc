"""Requesting the charging profiles of a station, and storing its reports (K09)."""

from typing import Any

from sqlalchemy import Connection

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext, Request, present
from plugfest.csms.blocks.k_smart_charging.parameters import AskProfiles
from plugfest.csms.blocks.k_smart_charging.profiles import numbered
from plugfest.csms.blocks.registry import endpoint, handles, on_response, operation
from plugfest.csms.store import charging, charging_reports, stations


@operation("ask-charging-profiles", AskProfiles)
async def ask_charging_profiles(context: OperationContext, params: AskProfiles) -> None:
    """Ask by the id of a profile, or else by one or several criteria (K09.FR.03)."""
    others = present(
        chargingProfilePurpose=params.purpose,
        stackLevel=params.stack_level,
        chargingLimitSource=None if params.source is None else [params.source],
    )
    ids = params.profile_ids or [] if params.profile_id is None else [params.profile_id]
    if bool(ids) == bool(others):
        raise context.fail("say either the id of a profile, or a purpose, a stack level or a source (K09.FR.03)")
    criteria = {"chargingProfileId": ids} if ids else others

    def expect(db: Connection) -> int:
        request_id = stations.next_number(db, context.station, "requestId")
        charging_reports.expect(db, context.station, request_id, params.evse, criteria)
        return request_id

    request_id = context.handle["requestId"] = await context.write(expect)
    payload = present(requestId=request_id, evseId=params.evse, chargingProfile=criteria)
    await context.call("GetChargingProfiles", payload)


@on_response("GetChargingProfiles")
def keep_nothing_found(exchange: Exchange) -> None:
    """Store that the station has no such profiles."""
    if exchange.answer["status"] == "NoProfiles":
        charging_reports.nothing_found(exchange.db, exchange.station, exchange.request["requestId"])
        _settle(exchange.db, exchange.station, exchange.request["requestId"])


@handles("ReportChargingProfiles")
def report_charging_profiles(request: Request) -> dict[str, Any]:
    """Store the report and its profiles; after the last part, remove profiles that were not reported."""
    payload = request.payload
    was_complete = charging_reports.is_complete(request.db, request.station, payload["requestId"])
    charging_reports.add_part(request.db, request.station, payload)
    for profile in payload["chargingProfile"]:
        charging.keep_reported(request.db, request.station, payload["evseId"], profile, payload["chargingLimitSource"])
    if not payload.get("tbc", False) and not was_complete:
        _settle(request.db, request.station, payload["requestId"])
    return {}


@endpoint("GET", "/stations/{station}/charging-profiles-reports", "Reports of charging profiles, newest first")
def show_reports(request: ApiRequest) -> Any:
    """Show all reports."""
    return charging_reports.view(request.db, request.station)


@endpoint("GET", "/stations/{station}/charging-profiles-reports/{requestId}", "One report of charging profiles")
def show_report(request: ApiRequest) -> Any:
    """Show one report."""
    return numbered(request, "requestId", charging_reports.find)


def _settle(db: Connection, station: str, request_id: int) -> None:
    report = charging_reports.find(db, station, request_id)
    if report is None or report["requested"] is None:
        return
    there = {reported["profile"]["id"] for reported in report["profiles"]}
    charging.forget_unreported(db, station, report["evse"], report["criteria"], there, report["requested"])
