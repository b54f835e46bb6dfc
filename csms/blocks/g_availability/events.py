"""NotifyEvent (N07, G01): every event is stored; reported states and values update the device model."""

from typing import Any

from plugfest.csms.blocks.contexts import Request
from plugfest.csms.blocks.registry import handles
from plugfest.csms.store import availability, device_model, events

_PLACES = frozenset({"chargingstation", "evse", "connector"})


@handles("NotifyEvent")
def notify_event(request: Request) -> dict[str, Any]:
    """Store the events, and the states and values in them."""
    events.note(request.db, request.station, "NotifyEvent", request.payload)
    for event in request.payload["eventData"]:
        component, variable = event["component"], event["variable"]
        key = device_model.key_of(request.station, component, variable)
        if event["actualValue"] or device_model.readable(request.db, key):
            device_model.keep(request.db, key, value=event["actualValue"])
        if variable["name"].lower() == "availabilitystate" and component["name"].lower() in _PLACES:
            evse = component.get("evse") or {}
            availability.report(
                request.db,
                request.station,
                evse.get("id", 0),
                evse.get("connectorId", 0),
                event["actualValue"],
                event["timestamp"],
            )
    return {}
