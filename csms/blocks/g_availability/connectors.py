"""Connectors in the operator API."""

from typing import Any

from plugfest.csms.blocks.contexts import Look, NotFound
from plugfest.csms.blocks.registry import endpoint
from plugfest.csms.store import availability, device_model


@endpoint("GET", "/stations/{station}/evses/{evse}/connectors/{connector}", "One connector: its state, its lock")
def show_connector(look: Look) -> Any:
    """Show what the station has told of a connector, by StatusNotification or NotifyEvent."""
    evse, connector = look.path["evse"], look.path["connector"]
    told = [
        {"evse": int(evse), **each, "lockProblem": _lock_problem(look, int(evse), int(connector))}
        for place in availability.view(look.db, look.station)
        for each in place["connectors"]
        if (str(place["evse"]), str(each["connector"])) == (evse, connector)
    ]
    if not told:
        raise NotFound(f"{look.station!r} has told nothing of connector {connector!r} of EVSE {evse!r}")
    return told[0]


def _lock_problem(look: Look, evse: int, connector: int) -> bool:
    """Whether the plug could not be locked the last time that the station spoke of it (G05)."""
    component = {"name": "ConnectorPlugRetentionLock", "evse": {"id": evse, "connectorId": connector}}
    return device_model.value(look.db, device_model.key_of(look.station, component, {"name": "Problem"})) == "true"
