"""MeterValues (J01, J02): those outside of transactions."""

from typing import Any

from plugfest.csms.blocks.contexts import Look, Request
from plugfest.csms.blocks.registry import answers, endpoint
from plugfest.csms.store import transactions


@answers("MeterValues")
def keep_meter_values(request: Request) -> dict[str, Any]:
    """Keep the values."""
    for value in request.payload["meterValue"]:
        transactions.add_meter_value(request.db, request.station, request.payload["evseId"], value)
    return {}


@endpoint("GET", "/stations/{station}/meter-values", "The newest meter values of the station")
def show_meter_values(look: Look) -> Any:
    """Show the newest values."""
    return transactions.meter_values_of(look.db, look.station, None, look.limit())
