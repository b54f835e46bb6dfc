"""Faults, personas and injections of one station, through the API."""

import asyncio
import json
from typing import Any

import pytest
from support.csms import Station, World
from websockets.exceptions import ConnectionClosed, InvalidStatus


async def fault(world: World, station: Station, **body: Any) -> Any:
    status, value = await world.operator.request("POST", f"/stations/{station.id}/faults", body)
    assert status == 201, value
    return value


async def inject(world: World, station: Station, **body: Any) -> Any:
    status, value = await world.operator.request("POST", f"/stations/{station.id}/injections", body)
    assert status == 202, value
    return value


async def newest(world: World, station: Station) -> Any:
    return (await world.operator.get(f"/stations/{station.id}/messages?limit=1"))[0]


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"kind": "call-error", "code": "GenericError", "description": "no"}, [4, "GenericError", "no", {}]),
        ({"kind": "payload", "payload": {"nonsense": 1}}, [3, {"nonsense": 1}]),
        ({"kind": "text", "text": '[3,"{messageId}",{},{}]'}, [3, {}, {}]),
    ],
)
async def test_answer_is_replaced_and_marked_in_the_journal(world: World, body: dict[str, Any], answer: Any) -> None:
    station = await world.station()
    await fault(world, station, action="Heartbeat", times=1, **body)
    frame = await station.calls("Heartbeat")
    assert [frame[0], *frame[2:]] == answer
    assert (await newest(world, station))["injected"] == body["kind"]
    assert "currentTime" in await station.says("Heartbeat")
    assert (await newest(world, station))["injected"] is None
    shown = await world.operator.get(f"/stations/{station.id}/faults")
    assert [each["happened"] for each in shown] == [1]


async def test_unanswered_request_is_stored(world: World) -> None:
    station = await world.station()
    await fault(world, station, kind="no-answer", action="StatusNotification")
    now = "2026-01-01T00:00:00Z"
    status = {"timestamp": now, "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1}
    await station.socket.send(json.dumps([2, "silent", "StatusNotification", status]))
    assert "currentTime" in await station.says("Heartbeat")
    assert (await world.operator.get(f"/stations/{station.id}"))["evses"][0]["connectors"][0]["state"] == "Occupied"
    kinds = [row["kind"] for row in await world.operator.get(f"/stations/{station.id}/messages?limit=4")]
    assert kinds == ["CALLRESULT", "CALL", "NOTHING", "CALL"]


async def test_delayed_response_does_not_delay_calls(world: World) -> None:
    station = await world.station()
    await fault(world, station, kind="delay", seconds=0.5, action="Heartbeat")
    late = asyncio.create_task(station.calls("Heartbeat"))
    await world.operator.starts(station.id, "clear-cache")
    await station.is_asked("ClearCache")
    assert not late.done()
    assert (await late)[0] == 3


async def test_replaced_boot_answer_decides_the_registration(world: World) -> None:
    station = await world.connect(await world.provision())
    payload = {"status": "Rejected", "currentTime": "2026-01-01T00:00:00Z", "interval": 1}
    await fault(world, station, kind="payload", action="BootNotification", payload=payload, times=1)
    assert await station.boots() == payload
    assert (await station.calls("Heartbeat"))[2] == "SecurityError"
    assert (await station.boots())["status"] == "Accepted"


async def test_upgrade_is_refused_with_a_status(world: World) -> None:
    station = await world.station()
    await fault(world, station, kind="refuse-upgrade", status=429, times=1)
    with pytest.raises(InvalidStatus, match="429"):
        await world.connect(station.id)
    await world.connect(station.id)


async def test_connection_is_closed_after_the_nth_message(world: World) -> None:
    station = await world.station()
    await fault(world, station, kind="close", after=2, code=4001)
    await station.says("Heartbeat")
    await station.says("Heartbeat")
    await station.socket.wait_closed()
    assert station.socket.close_code == 4001


@pytest.mark.parametrize("body", [{"code": 1012, "reason": "restart"}, {}])
async def test_station_is_disconnected(world: World, body: dict[str, Any]) -> None:
    station = await world.station()
    await inject(world, station, kind="disconnect", **body)
    await station.socket.wait_closed()
    assert station.socket.close_code == body.get("code", 1006)


async def test_station_is_offline_for_a_while(world: World) -> None:
    station = await world.station()
    await inject(world, station, kind="offline", seconds=600)
    await station.socket.wait_closed()
    with pytest.raises(InvalidStatus, match="503"):
        await world.connect(station.id)
    await world.operator.request("DELETE", f"/stations/{station.id}/faults")
    await world.connect(station.id)


async def test_any_request_can_be_sent_and_its_answer_is_kept(world: World) -> None:
    station = await world.station()
    sent = await inject(world, station, kind="call", action="Reset", payload={"type": "Never"})
    asked = await station.is_asked("Reset")
    assert (asked.id, asked.payload) == (sent["messageId"], {"type": "Never"})
    await station.socket.send(json.dumps([4, asked.id, "PropertyConstraintViolation", "type", {}]))
    await station.says("Heartbeat")
    rows = await world.operator.get(f"/stations/{station.id}/messages?limit=4")
    assert [(row["kind"], row["action"], row["injected"]) for row in reversed(rows[2:])] == [
        ("CALL", "Reset", "call"),
        ("CALLERROR", "Reset", "call"),
    ]


async def test_text_binary_and_broken_frames_are_sent(world: World) -> None:
    station = await world.connect(await world.provision())
    await station.leaves()
    bare = await world.connect(station.id)
    bare._reader.cancel()
    world._stations.remove(bare)
    await inject(world, bare, kind="text", text="hello")
    assert await bare.socket.recv() == "hello"
    await inject(world, bare, kind="binary", data="AQI=")
    assert await bare.socket.recv() == b"\x01\x02"
    await inject(world, bare, kind="broken-frame")
    with pytest.raises(ConnectionClosed, match="1002"):
        await bare.socket.recv()


async def test_extra_request_follows_an_answer(world: World) -> None:
    station = await world.station()
    await fault(world, station, kind="extra-call", action="Heartbeat", call="GetLocalListVersion")
    await station.says("Heartbeat")
    assert (await station.is_asked("GetLocalListVersion")).payload == {}


async def test_strict_persona_closes_at_the_first_violation(world: World) -> None:
    station = await world.station()
    await world.operator.put(f"/stations/{station.id}/persona", persona="strict")
    await station.says("Heartbeat")
    assert (await station.calls("Heartbeat", extra=1))[2] == "FormatViolation"
    await station.socket.wait_closed()
    assert station.socket.close_code == 1002
    await world.operator.put(f"/stations/{station.id}/persona", persona=None)
    assert await world.operator.get(f"/stations/{station.id}/faults") == []


async def test_pings_are_paused_and_resumed(make_process: Any, make_world: Any) -> None:
    process = make_process("--limit", "ping_interval=0.1", "--password-cost", "8", "--security-profile", "1")
    world = await make_world(process)
    station = await world.station()
    pinged = asyncio.Event()
    answered = station.socket.protocol.receive_data

    def count(data: bytes) -> None:
        if data[:1] == b"\x89":
            pinged.set()
        answered(data)

    station.socket.protocol.receive_data = count  # type: ignore[method-assign]
    await asyncio.wait_for(pinged.wait(), 10)
    await fault(world, station, kind="no-pings")
    await station.says("Heartbeat")
    pinged.clear()
    await asyncio.sleep(0.5)
    assert not pinged.is_set()
    await world.operator.request("DELETE", f"/stations/{station.id}/faults")
    await asyncio.wait_for(pinged.wait(), 10)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "delay"}, "seconds"),
        ({"kind": "refuse-upgrade", "status": 499}, "499 is no HTTP status"),
        ({"kind": "no-answer", "every": 0}, "every"),
    ],
)
async def test_impossible_fault_is_refused(world: World, body: dict[str, Any], hint: str) -> None:
    id_ = await world.provision()
    status, answer = await world.operator.request("POST", f"/stations/{id_}/faults", body)
    assert status == 400
    assert hint in answer["error"]


async def test_nothing_can_be_injected_without_a_connection(world: World) -> None:
    id_ = await world.provision()
    status, answer = await world.operator.request("POST", f"/stations/{id_}/injections", {"kind": "text", "text": ""})
    assert (status, answer["error"]) == (409, f"the station {id_} is not connected")


async def test_personas_are_described(world: World) -> None:
    shown = await world.operator.get("/personas")
    assert {each["persona"] for each in shown} == {"slow", "strict", "chatty", "forgetful", "overloaded"}
    assert all(each["description"] and each["faults"] for each in shown)
