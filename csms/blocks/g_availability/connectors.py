"""Connectors in the operator API."""

from typing import Any

from plugfest.csms.blocks.contexts import ApiRequest, NotFound
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import availability, device_model


@endpoint("GET", "/stations/{station}/evses/{evse}/connectors/{connector}", "One connector: its state, its lock")
def show_connector(request: ApiRequest) -> Any:
    """Show the state of a connector reported by StatusNotification or NotifyEvent."""
    evse, connector = request.path["evse"], request.path["connector"]
    reported = [
        {"evse": int(evse), **each, "lockProblem": _lock_problem(request, int(evse), int(connector))}
        for place in availability.view(request.db, request.station)
        for each in place["connectors"]
        if (str(place["evse"]), str(each["connector"])) == (evse, connector)
    ]
    if not reported:
        raise NotFound(f"{request.station!r} has reported nothing about connector {connector!r} of EVSE {evse!r}")
    return reported[0]


def _lock_problem(request: ApiRequest, evse: int, connector: int) -> bool:
    """Return whether the last report says that the plug could not be locked (G05)."""
    component = {"name": "ConnectorPlugRetentionLock", "evse": {"id": evse, "connectorId": connector}}
    return (
        device_model.value(request.db, device_model.key_of(request.station, component, {"name": "Problem"})) == "true"
    )
