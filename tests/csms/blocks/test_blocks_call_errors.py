"""The outcome of a request that a station answers with a CALLERROR is stored wherever the request is shown."""

import json
from typing import Any

import pytest
from support.csms import World

TOKEN = {"idToken": "04A1", "type": "ISO14443"}
MESSAGE = {"priority": "NormalCycle", "content": "Hello"}
CASES = [
    ("reserve", {"token": TOKEN, "evse": 1}, "ReserveNow", "reservations", "state"),
    ("show-message", MESSAGE, "SetDisplayMessage", "display-messages", "answer"),
    ("ask-messages", {}, "GetDisplayMessages", "display-messages-reports", "answer"),
    ("update-firmware", {}, "UpdateFirmware", "firmware-updates", "answer"),
    ("publish-firmware", {}, "PublishFirmware", "publications", "answer"),
    ("unpublish-firmware", {"checksum": "a" * 32}, "UnpublishFirmware", "unpublications", "answer"),
    ("fetch-log", {"type": "SecurityLog"}, "GetLog", "logs", "answer"),
    (
        "ask-customer-information",
        {"report": True, "clear": False, "identifier": "42"},
        "CustomerInformation",
        "customer-information",
        "answer",
    ),
]


@pytest.mark.parametrize(
    ("operation", "parameters", "action", "shown", "member"), CASES, ids=[case[2] for case in CASES]
)
async def test_call_error_is_the_stored_outcome(
    world: World, operation: str, parameters: dict[str, Any], action: str, shown: str, member: str
) -> None:
    await world.operator.put("/tokens/ISO14443/04A1")
    station = await world.station()
    started = await world.operator.starts(station.id, operation, **parameters)
    asked = await station.is_asked(action)
    await station.socket.send(json.dumps([4, asked.id, "InternalError", "no memory", {}]))
    assert (await world.operator.outcome(started))["state"] == "refused"
    assert (await world.operator.get(f"/stations/{station.id}/{shown}"))[0][member] == "InternalError"


async def test_message_that_failed_is_not_shown_as_requested(world: World) -> None:
    station = await world.station()
    await world.operator.starts(station.id, "show-message", **MESSAGE)
    asked = await station.is_asked("SetDisplayMessage")
    await station.socket.send(json.dumps([4, asked.id, "NotSupported", "", {}]))
    await station.says("Heartbeat")
    assert (await world.operator.get(f"/stations/{station.id}/display-messages"))[0]["state"] == "Refused"


async def test_password_change_that_failed_leaves_the_old_password(world: World) -> None:
    station = await world.station()
    started = await world.operator.starts(station.id, "change-password")
    asked = await station.is_asked("SetVariables")
    new = asked.payload["setVariableData"][0]["attributeValue"]
    await station.socket.send(json.dumps([4, asked.id, "NotSupported", "", {}]))
    assert (await world.operator.outcome(started))["state"] == "refused"
    await station.leaves()
    await world.connect(station.id)
    with pytest.raises(Exception, match="HTTP 401"):
        await world.connect(station.id, password=new)
