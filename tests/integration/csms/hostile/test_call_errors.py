"""Every CALLERROR of Part 4 that a station can provoke, in every state that it can be in.

Not here: InternalError, which needs a disk that is full (sudden_death/test_full_disk.py). ProtocolError and
GenericError are left to those who know no better: each fault has a code of its own.
"""

import json
from uuid import uuid4

import pytest

NOW = "2025-01-01T00:00:00Z"
DEEP = "[" * 101 + "]" * 101
METER = {"timestamp": NOW, "sampledValue": [{"value": "%"}]}
STATES = ["connected", "Pending", "Rejected", "Accepted"]
PROVOKED = [
    ("hello", "-1", "RpcFrameworkError"),
    ("[]", "-1", "RpcFrameworkError"),
    ('[2,"a","Heartbeat"]', "a", "RpcFrameworkError"),
    ('[2,{},"Heartbeat",{}]', "-1", "RpcFrameworkError"),
    ('[2,"a","Nonsense",{}]', "a", "NotImplemented"),
    ('[2,"a","",{}]', "a", "NotImplemented"),
    ('[2,"a","__class__",{}]', "a", "NotImplemented"),
    ('[2,"a","Reset",{"type":"Immediate"}]', "a", "NotSupported"),
    ('[2,"a","Heartbeat",7]', "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"customData":NaN}]', "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"a":1,"a":2}]', "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":' + DEEP + "}}]", "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"customData":{"vendorId":"\\udc00"}}]', "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":' + "7" * 5000 + "}}]", "a", "FormatViolation"),
    ('[2,"a","Heartbeat",{"unknown":1}]', "a", "FormatViolation"),
    ('[2,"a","BootNotification",{"reason":"PowerUp"}]', "a", "OccurrenceConstraintViolation"),
    ('[2,"a","BootNotification",{"reason":1,"chargingStation":{}}]', "a", "TypeConstraintViolation"),
    (
        '[2,"a","BootNotification",{"reason":"Boredom","chargingStation":{"model":"M","vendorName":"V"}}]',
        "a",
        "PropertyConstraintViolation",
    ),
    (
        json.dumps([2, "a", "BootNotification", {"reason": "PowerUp", "chargingStation": {"model": "M" * 21}}]),
        "a",
        "OccurrenceConstraintViolation",
    ),
    (
        json.dumps([2, "a", "MeterValues", {"evseId": 1, "meterValue": [METER]}]).replace('"%"', "9" * 400),
        "a",
        "PropertyConstraintViolation",
    ),
    (
        json.dumps([2, "a", "MeterValues", {"evseId": 2**31, "meterValue": [{"timestamp": NOW, "sampledValue": []}]}]),
        "a",
        "OccurrenceConstraintViolation",
    ),
]


STARTED = {
    "eventType": "Started",
    "timestamp": NOW,
    "triggerReason": "CablePluggedIn",
    "seqNo": 0,
    "evse": {"id": 1, "connectorId": 1},
}


async def station_in(world, state):
    policy = {"Pending": "pending", "Rejected": "reject"}.get(state, "accept")
    station = await world.connect(await world.provision(boot={"policy": policy}))
    if state != "connected":
        assert (await station.boots())["status"] == state
    return station


@pytest.mark.parametrize("state", STATES)
async def test_provoked_errors_are_answered_in_every_registration_state(world, state):
    station = await station_in(world, state)
    answers = [(await station.frame(text))[:3] for text, _, _ in PROVOKED]
    assert answers == [[4, id_, code] for _, id_, code in PROVOKED]
    await station.boots()


async def test_provoked_errors_do_not_disturb_a_transaction(world, operator):
    station, id_ = await world.station(), str(uuid4())
    await station.says("TransactionEvent", **STARTED, transactionInfo={"transactionId": id_})
    answers = [(await station.frame(text))[:3] for text, _, _ in PROVOKED]
    assert answers == [[4, id_, code] for _, id_, code in PROVOKED]
    ended = {**STARTED, "eventType": "Ended", "seqNo": 1}
    await station.says("TransactionEvent", **ended, transactionInfo={"transactionId": id_})
    shown = await operator.get(f"/stations/{station.id}/transactions/{id_}")
    assert [event["seqNo"] for event in shown["events"]] == [0, 1]


@pytest.mark.parametrize("state", ["Pending", "Accepted"])
async def test_provoked_errors_do_not_disturb_an_open_call(world, operator, state):
    station = await station_in(world, state)
    operation = await operator.starts(station.id, "trigger", message="BootNotification")
    asked = await station.is_asked("TriggerMessage")
    answers = [(await station.frame(text))[:3] for text, _, _ in PROVOKED]
    assert answers == [[4, id_, code] for _, id_, code in PROVOKED]
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"


@pytest.mark.parametrize("state", STATES[:3])
async def test_requests_before_acceptance_get_a_security_error(world, operator, state):
    station = await station_in(world, state)
    requests = {
        "Heartbeat": {},
        "StatusNotification": {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
        "Authorize": {"idToken": {"idToken": "x", "type": "Central"}},
        "DataTransfer": {"vendorId": "v"},
        "NotifyReport": {"requestId": 1, "generatedAt": NOW, "seqNo": 0},
        "TransactionEvent": {
            "eventType": "Started",
            "timestamp": NOW,
            "triggerReason": "CablePluggedIn",
            "seqNo": 0,
            "transactionInfo": {"transactionId": "t"},
        },
    }
    assert [(await station.calls(action, **payload))[2] for action, payload in requests.items()] == [
        "SecurityError"
    ] * len(requests)
    assert await operator.get(f"/stations/{station.id}/transactions") == []


@pytest.mark.parametrize("reason", ["", "x" * 100_000], ids=["empty", "long"])
async def test_error_description_has_at_most_255_characters(world, reason):
    station = await world.station()
    for action, payload in ((reason, {}), ("Heartbeat", {reason or "?": 1}), ("Heartbeat", {"customData": reason})):
        answer = await station.calls(action, **payload)
        assert answer[0] == 4
        assert len(answer[3]) <= 255
