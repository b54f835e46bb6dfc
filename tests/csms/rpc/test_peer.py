import json
from uuid import uuid4

import pytest

NOW = "2025-01-01T00:00:00Z"
STATUS = {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}


def without(member):
    return {name: value for name, value in STATUS.items() if name != member}


@pytest.mark.parametrize(
    ("text", "id_", "code"),
    [
        ("", "-1", "RpcFrameworkError"),
        ("hello", "-1", "RpcFrameworkError"),
        ("{}", "-1", "RpcFrameworkError"),
        ("[]", "-1", "RpcFrameworkError"),
        ("null", "-1", "RpcFrameworkError"),
        ("[" * 100_000, "-1", "RpcFrameworkError"),
        ('["2","a","Heartbeat",{}]', "a", "RpcFrameworkError"),
        ('[true,"a","Heartbeat",{}]', "a", "RpcFrameworkError"),
        ('[2,7,"Heartbeat",{}]', "-1", "RpcFrameworkError"),
        ('[2,"","Heartbeat",{}]', "-1", "RpcFrameworkError"),
        (f'[2,"{"x" * 37}","Heartbeat",{{}}]', "-1", "RpcFrameworkError"),
        ('[2,"a"]', "a", "RpcFrameworkError"),
        ('[2,"a","Heartbeat"]', "a", "RpcFrameworkError"),
        ('[2,"a","Heartbeat",{},{}]', "a", "RpcFrameworkError"),
        ('[2,"a",5,{}]', "a", "RpcFrameworkError"),
        ('[2,"a","Heartbeat",[]]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat","x"]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":NaN}}]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":-Infinity}}]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":1e999}}]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","x":' + "9" * 5000 + "}}]", "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"v","vendorId":"w"}}]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":{"vendorId":"\\ud800"}}]', "a", "FormatViolation"),
        ('[2,"a","Heartbeat",{"customData":' + "[" * 50_000 + "}]", "a", "FormatViolation"),
        ('[2,"a","Nonsense",{}]', "a", "NotImplemented"),
        ('[2,"a","heartbeat",{}]', "a", "NotImplemented"),
        ('[2,"a","Reset",{"type":"Immediate"}]', "a", "NotSupported"),
        ('[2,"a","Heartbeat",{"extra":1}]', "a", "FormatViolation"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_invalid_call_gets_its_error_code(world, text, id_, code):
    station = await world.station()
    answer = await station.frame(text)
    assert answer[:3] == [4, id_, code]
    assert isinstance(answer[3], str)
    assert len(answer[3]) <= 255
    assert isinstance(answer[4], dict)
    assert "currentTime" in await station.says("Heartbeat")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (without("evseId"), "OccurrenceConstraintViolation"),
        ({**STATUS, "evseId": "1"}, "TypeConstraintViolation"),
        ({**STATUS, "evseId": 1.5}, "TypeConstraintViolation"),
        ({**STATUS, "evseId": 2**31}, "PropertyConstraintViolation"),
        ({**STATUS, "connectorStatus": "Fine"}, "PropertyConstraintViolation"),
        ({**STATUS, "timestamp": "yesterday"}, "PropertyConstraintViolation"),
        ({**STATUS, "timestamp": "2025-01-01T00:00:00"}, "PropertyConstraintViolation"),
        ({**STATUS, "more": None}, "FormatViolation"),
        ({**STATUS, "more": None, "evseId": "1"}, "FormatViolation"),
    ],
)
async def test_schema_violation_has_its_error_code(world, payload, code):
    station = await world.station()
    assert (await station.calls("StatusNotification", **payload))[2] == code


async def test_null_payload_is_an_empty_payload(world):
    station = await world.station()
    assert (await station.frame('[2,"n","Heartbeat",null]'))[:2] == [3, "n"]


async def test_uncorrelated_answers_are_ignored(world):
    station = await world.station()
    for text in (
        '[3,"x",{}]',
        '[4,"x","GenericError","",{}]',
        "[3]",
        '[3,"x"]',
        '[3,"x",[]]',
        '[4,"x","y"]',
        '[3,"x",{]',
    ):
        await station.socket.send(text)
    assert "currentTime" in await station.says("Heartbeat")
    assert station._other.empty()


async def test_binary_frame_gets_a_framework_error(world):
    station = await world.station()
    assert (await station.frame(b'[2,"a","Heartbeat",{}]'))[:3] == [4, "-1", "RpcFrameworkError"]


async def test_fragmented_message_is_read(world):
    station = await world.station()

    async def pieces():
        for piece in ('[2,"f",', '"Heart', 'beat",{}]'):
            yield piece

    await station.socket.send(pieces())
    assert (await station._other.get())[:2] == [3, "f"]


async def test_too_large_message_closes_the_connection(world):
    station = await world.station()
    await station.socket.send(json.dumps([2, "a", "Heartbeat", {"customData": {"vendorId": "x" * 1_100_000}}]))
    await station.socket.wait_closed()
    assert station.socket.close_code == 1009


async def test_requests_sent_together_are_answered_in_order(world):
    station = await world.station()
    ids = [str(uuid4()) for _ in range(200)]
    for id_ in ids:
        await station.socket.send(json.dumps([2, id_, "Heartbeat", {}]))
    assert [(await station._other.get())[1] for _ in ids] == ids


async def test_journal_contains_every_frame(world, operator):
    station = await world.station()
    await station.calls("Heartbeat")
    await station.frame("hello")
    newest = await operator.get(f"/stations/{station.id}/messages?limit=4")
    assert [(row["direction"], row["kind"], row["action"]) for row in newest] == [
        ("out", "CALLERROR", None),
        ("in", "UNREADABLE", None),
        ("out", "CALLRESULT", "Heartbeat"),
        ("in", "CALL", "Heartbeat"),
    ]
    assert newest[1]["payload"] == "hello"


async def test_invalid_request_is_in_the_journal_unchanged(world, operator):
    station = await world.station()
    await station.calls("Heartbeat", extra=1)
    error, call = await operator.get(f"/stations/{station.id}/messages?limit=2")
    assert (call["kind"], call["action"], call["payload"]) == ("CALL", "Heartbeat", {"extra": 1})
    assert (error["kind"], error["action"], error["payload"]["code"]) == ("CALLERROR", "Heartbeat", "FormatViolation")
