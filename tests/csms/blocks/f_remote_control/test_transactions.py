"""EVSE 0 and connectors in remote control."""

from typing import Any

import pytest
from support.csms import World

TOKEN = {"idToken": "04A1", "type": "ISO14443"}


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("start-transaction", {"token": TOKEN, "evse": 0}),
        ("unlock", {"evse": 0, "connector": 1}),
        ("reset", {"type": "Immediate", "evse": 0}),
    ],
)
async def test_evse_0_is_refused(world: World, operation: str, parameters: dict[str, Any]) -> None:
    id_ = await world.provision()
    status, answer = await world.operator.request("POST", f"/stations/{id_}/operations/{operation}", parameters)
    assert (status, answer["error"]) == (400, "Expected `int` >= 1 - at `$.evse`")


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"message": "StatusNotification"}, "name the EVSE and the connector (F06.FR.13)"),
        ({"message": "StatusNotification", "evse": 1}, "name the EVSE and the connector (F06.FR.13)"),
        ({"message": "MeterValues", "connector": 1}, "a connector is named without its EVSE"),
    ],
)
async def test_trigger_needs_evse_and_connector(world: World, parameters: dict[str, Any], reason: str) -> None:
    station = await world.station()
    outcome = await world.operator.outcome(await world.operator.starts(station.id, "trigger", **parameters))
    assert outcome["state"] == "failed"
    assert outcome["detail"].endswith(reason)
