"""MeterValues (J01, J02): those outside of transactions."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, NotFound, Request
from plugfest.csms.blocks.registry import endpoint, handles
from plugfest.csms.store import device_model, meter_values


@handles("MeterValues")
def keep_meter_values(request: Request) -> dict[str, Any]:
    """Keep the values."""
    for value in request.payload["meterValue"]:
        meter_values.add(request.db, request.station, request.payload["evseId"], value)
    return {}


@endpoint("GET", "/stations/{station}/meter-values", "The newest meter values of the station", query=("limit",))
def show_meter_values(request: ApiRequest) -> Any:
    """Show the newest values."""
    return meter_values.view(request.db, request.station, None, request.limit())


@endpoint(
    "GET", "/stations/{station}/meters/{evse}", "The last reading of an EVSE's energy meter; 0: of the grid connection"
)
def show_meter(request: ApiRequest) -> Any:
    """Show the newest reading of any message."""
    evse = request.path["evse"]
    if not (evse.isascii() and evse.isdigit() and len(evse) < 11):
        raise BadRequest(f"an EVSE is a number, was {evse[:20]!r}")
    reading = meter_values.reading(request.db, request.station, int(evse)) or _reported_by_event(request, int(evse))
    if reading is None:
        raise NotFound(f"{request.station!r} has reported no meter values of EVSE {evse}")
    return reading


def _reported_by_event(request: ApiRequest, evse: int) -> dict[str, Any] | None:
    """Take registers that a station reports by NotifyEvent instead of MeterValues (J01, N07)."""
    component = {"name": "FiscalMetering"} | ({"evse": {"id": evse}} if evse else {})
    reported = device_model.value(
        request.db, device_model.key_of(request.station, component, {"name": "EnergyImportRegister"})
    )
    try:
        return None if reported is None else {"evse": evse, "timestamp": None, "energy": float(reported)}
    except ValueError:
        return None
