"""Composite schedules (K08): requested from the station, and computed from the known profiles."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from plugfest.csms.blocks.contexts import ApiRequest, Exchange, OperationContext, present
from plugfest.csms.blocks.k_smart_charging.composite import Window, evse_periods, station_periods
from plugfest.csms.blocks.k_smart_charging.parameters import LONGEST, AskComposite
from plugfest.csms.blocks.k_smart_charging.profiles import numbered
from plugfest.csms.blocks.registry import endpoint, on_response, operation
from plugfest.csms.store import availability, charging, charging_limits
from plugfest.csms.store.tables import moment
from plugfest.csms.store.transactions import transactions as table

MOST_EVSES = 100
"""EVSEs of one station whose limits are added up; a station may report any number of them."""


@operation("ask-composite-schedule", AskComposite)
async def ask_composite_schedule(context: OperationContext, params: AskComposite) -> None:
    """Ask the station."""
    await context.call(
        "GetCompositeSchedule",
        present(duration=params.duration, chargingRateUnit=params.unit, evseId=params.evse),
    )


@on_response("GetCompositeSchedule")
def keep_composite(exchange: Exchange) -> None:
    """Store the reported schedule, beside the one that the CSMS computes for the same time and unit."""
    reported = exchange.answer.get("schedule")
    if reported is not None:
        computed = compute(exchange.db, exchange.station, reported)
        charging_limits.keep_composite(exchange.db, exchange.station, exchange.request["evseId"], reported, computed)


@endpoint(
    "GET", "/stations/{station}/composite-schedules", "The latest composite schedules, as reported and as computed"
)
def show_composites(request: ApiRequest) -> Any:
    """Show the latest composite schedule of each EVSE."""
    return charging_limits.composites_of(request.db, request.station)


@endpoint("GET", "/stations/{station}/composite-schedules/{evse}", "The latest composite schedule of one EVSE")
def show_composite(request: ApiRequest) -> Any:
    """Show the latest composite schedule of an EVSE, or of the station (0)."""
    return numbered(request, "evse", charging_limits.composite_of)


def compute(db: Connection, station: str, reported: dict[str, Any]) -> dict[str, Any]:
    """Compute a CompositeScheduleType from the known profiles, for the EVSE, time and unit of a reported one."""
    # The station says how long: no longer than could be asked for.
    window = Window(moment(reported["scheduleStart"]), min(reported["duration"], LONGEST), reported["chargingRateUnit"])
    evse = reported["evseId"]
    if evse:
        periods = evse_periods(charging.installed(db, station, evse), window, _origin(db, station, evse, window.start))
    else:
        evses = [to_json["evse"] for to_json in availability.view(db, station)][:MOST_EVSES] or [1]
        known = [(charging.installed(db, station, one), _origin(db, station, one, window.start)) for one in evses]
        periods = station_periods(known, window)
    return {**reported, "chargingSchedulePeriod": periods}


def _origin(db: Connection, station: str, evse: int, start: datetime) -> datetime:
    """Return the start of Relative profiles on an EVSE: that of its transaction, or now (K08.FR.06)."""
    running = (table.c.station == station, table.c.evse == evse, table.c.ended.is_(None))
    began = db.execute(select(table.c.started).where(*running).order_by(table.c.latest_event.desc())).scalar()
    return moment(began) if began is not None else start
