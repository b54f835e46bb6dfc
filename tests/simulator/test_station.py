"""The Python API of a station, against a small CSMS made with `websockets`."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.link.faults import AnswerError, Fault, RemoveField, Repeat, Replace, Swallow, Target
from plugfest.simulator.link.link import Link
from plugfest.simulator.observer import RecordingObserver
from plugfest.simulator.protocol.frames import MessageType
from plugfest.simulator.station import NotConnectedError, Received, Station

HEARTBEAT = Call("Heartbeat", {})
GOOD = {"BootNotification": {"currentTime": "2030-01-01T00:00:00Z", "interval": 1, "status": "Accepted"}}


class Csms:
    """Answers every call from a table, and asks what it is told to ask."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.connections: asyncio.Queue[Any] = asyncio.Queue()
        self.answers: dict[str, Any] = {"Heartbeat": {"currentTime": "2030-01-01T00:00:00Z"}, **GOOD}
        self.mute = False
        self.more = asyncio.Event()

    async def __call__(self, connection: Any) -> None:
        await self.connections.put(connection)
        with suppress(ConnectionClosed):
            async for text in connection:
                message = json.loads(text)
                self.heard.append(message)
                self.more.set()
                if message[0] == 2 and not self.mute:
                    await connection.send(json.dumps([3, message[1], self.answers.get(message[2], {})]))

    async def hears(self, count: int) -> list[Any]:
        """The first so many messages of the station."""
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.more.clear()
                await self.more.wait()
        return self.heard[:count]


@pytest.fixture
def other() -> Csms:
    return Csms()


Make = Callable[..., Awaitable[Station]]


@pytest.fixture
def make(csms, other: Csms, stack) -> Make:
    """A station that is connected, with these faults on its link."""

    async def make(*faults: Fault, delay: float = 0.0) -> Station:
        station = Station(Device(identity="CS1"), link=Link(faults, delay))
        attempt = await station.connect(ConnectOptions(await csms(other)))
        assert attempt.accepted
        stack.callback(station.cut)
        return station

    return make


def kept(station: Station) -> RecordingObserver:
    assert isinstance(station.observer, RecordingObserver)
    return station.observer


def said(station: Station) -> list[tuple[str, str | None]]:
    return [(who, frame.action or str(frame.type and frame.type.name)) for who, frame in kept(station).frames]


async def settled(sent: Any) -> Any:
    return await asyncio.wait_for(asyncio.shield(sent.answer), 5)


async def test_station_boots_and_is_accepted(make: Make) -> None:
    station = await make()
    frame = await settled(await station.send(station.device.boot("PowerUp")))
    assert frame.payload["status"] == "Accepted"
    assert station.device.registration == "Accepted"
    assert [who for who, _ in said(station)] == ["station", "csms"]
    assert all(frame.defects == () for _, frame in kept(station).frames)


async def test_station_has_one_open_call_at_a_time(make: Make, other: Csms) -> None:
    station = await make()
    other.mute = True
    first = await station.send(HEARTBEAT)
    second = asyncio.create_task(station.send(HEARTBEAT))
    await other.hears(1)
    await asyncio.sleep(0.02)
    assert len(other.heard) == 1
    station.give_up(first)
    await other.hears(2)
    assert (await second).id == other.heard[1][1] != first.id


async def test_waiting_calls_are_sent_in_order(make: Make, other: Csms) -> None:
    station = await make()
    calls = [Call("DataTransfer", {"vendorId": str(number)}) for number in range(20)]
    other.answers["DataTransfer"] = {"status": "Accepted"}
    sent = await asyncio.gather(*(station.send(call) for call in calls))
    await asyncio.gather(*(settled(each) for each in sent))
    assert [message[3]["vendorId"] for message in other.heard] == [str(number) for number in range(20)]


async def test_every_call_has_a_unique_id(make: Make, other: Csms) -> None:
    station = await make()
    for _ in range(3):
        await settled(await station.send(HEARTBEAT))
    ids = [message[1] for message in other.heard]
    assert len(set(ids)) == 3
    assert all(len(each) == 36 for each in ids)


async def test_call_of_the_csms_is_answered_by_the_device(make: Make, other: Csms) -> None:
    await make()
    connection = await other.connections.get()
    await connection.send('[2,"1","GetLocalListVersion",{}]')
    assert await other.hears(1) == [[3, "1", {"versionNumber": 0}]]


async def test_messages_that_follow_a_response_are_sent(make: Make, other: Csms) -> None:
    await make()
    connection = await other.connections.get()
    await connection.send('[2,"1","GetBaseReport",{"requestId":5,"reportBase":"FullInventory"}]')
    answer, report = await other.hears(2)
    assert answer[2] == {"status": "Accepted"}
    assert (report[2], report[3]["requestId"], report[3]["seqNo"]) == ("NotifyReport", 5, 0)


async def test_unknown_action_is_not_implemented(make: Make, other: Csms) -> None:
    await make()
    connection = await other.connections.get()
    await connection.send('[2,"1","Dance",{}]')
    assert (await other.hears(1))[0][:3] == [4, "1", "NotImplemented"]


async def test_on_call_takes_over_calls(make: Make, other: Csms) -> None:
    station, taken = await make(), asyncio.get_running_loop().create_future()
    station.on_call = taken.set_result
    connection = await other.connections.get()
    await connection.send('[2,"1","ClearCache",{}]')
    received: Received = await asyncio.wait_for(taken, 5)
    assert (received.action, received.payload, received.answered) == ("ClearCache", {}, False)
    assert station.answer(received, {"status": "Rejected"}) is not None
    assert station.answer(received, {"status": "Accepted"}) is None, "a call is answered once"
    assert await other.hears(1) == [[3, "1", {"status": "Rejected"}]]


async def test_call_can_be_refused_explicitly(make: Make, other: Csms) -> None:
    station, taken = await make(), asyncio.get_running_loop().create_future()
    station.on_call = taken.set_result
    connection = await other.connections.get()
    await connection.send('[2,"1","ClearCache",{}]')
    station.refuse(await asyncio.wait_for(taken, 5), "InternalError", "no")
    assert await other.hears(1) == [[4, "1", "InternalError", "no", {}]]


async def test_call_of_a_lost_connection_cannot_be_answered(make: Make, other: Csms) -> None:
    station, taken = await make(), asyncio.get_running_loop().create_future()
    station.on_call = taken.set_result
    connection = await other.connections.get()
    await connection.send('[2,"1","ClearCache",{}]')
    received = await asyncio.wait_for(taken, 5)
    await station.disconnect()
    assert station.answer(received, {"status": "Accepted"}) is None


@pytest.mark.parametrize("raw", ["nonsense", "[]", '[2,"1"]', b"\x00\x01", '[2,7,"ClearCache",{}]', "[" * 5000])
async def test_invalid_frames_do_not_break_the_station(make: Make, other: Csms, raw: str | bytes) -> None:
    station = await make()
    connection = await other.connections.get()
    await connection.send(raw)
    await settled(await station.send(HEARTBEAT))
    broken = [frame for who, frame in kept(station).frames if who == "csms" and frame.defects]
    assert [frame.raw for frame in broken] == [raw]


async def test_unexpected_response_is_recorded_and_ignored(make: Make, other: Csms) -> None:
    station = await make()
    connection = await other.connections.get()
    await connection.send('[3,"nobody",{}]')
    frame = await settled(await station.send(HEARTBEAT))
    assert frame.type is MessageType.CALLRESULT
    assert [defect.rule for _, each in kept(station).frames for defect in each.defects] == ["correlation"]


# --- connections ---


async def test_sending_without_a_connection_is_an_error() -> None:
    with pytest.raises(NotConnectedError, match="the station is not connected"):
        await Station(Device(identity="CS1")).send(HEARTBEAT)


async def test_a_wait_for_an_answer_ends_with_the_connection(make: Make, other: Csms) -> None:
    station, ended = await make(), asyncio.get_running_loop().create_future()
    station.on_ended = ended.set_result
    other.mute = True
    sent = await station.send(HEARTBEAT)
    connection = await other.connections.get()
    await connection.close(1011, "oh")
    how = await asyncio.wait_for(ended, 5)
    assert (how.by, how.code, how.reason) == ("csms", 1011, "oh")
    assert sent.answer.cancelled()
    assert not station.connected


async def test_wait_until_idle_waits_for_an_open_response(make: Make, other: Csms) -> None:
    station = await make()
    sent = await station.send(HEARTBEAT)
    await station.wait_until_idle(within=5)
    assert sent.answer.done()
    assert station.connected


async def test_wait_until_idle_ends_after_its_timeout(make: Make, other: Csms) -> None:
    other.mute = True
    station = await make()
    sent = await station.send(HEARTBEAT)
    await station.wait_until_idle(within=0.01)
    assert not sent.answer.done()


async def test_a_wait_to_send_ends_with_the_connection(make: Make, other: Csms) -> None:
    station = await make()
    other.mute = True
    await station.send(HEARTBEAT)
    waiting = asyncio.create_task(station.send(HEARTBEAT))
    await other.hears(1)
    station.cut()
    with pytest.raises(NotConnectedError):
        await asyncio.wait_for(waiting, 5)


async def test_station_reconnects_and_keeps_its_frames(csms, other: Csms, stack) -> None:
    station, url = Station(Device(identity="CS1")), await csms(other)
    stack.callback(station.cut)
    for _ in range(2):
        await station.connect(ConnectOptions(url))
        await settled(await station.send(HEARTBEAT))
        await station.disconnect()
    assert len(kept(station).attempts) == len(kept(station).ends) == 2
    assert {ended.by for ended in kept(station).ends} == {"station"}


async def test_message_id_of_an_earlier_connection_is_used(csms, other: Csms, stack) -> None:
    station, url = Station(Device(identity="CS1")), await csms(other)
    stack.callback(station.cut)
    for _ in range(2):
        await station.connect(ConnectOptions(url))
        await (await other.connections.get()).send('[2,"1","ClearCache",{}]')
        await other.hears(len(kept(station).attempts))
        await station.disconnect()
    rules = [[defect.rule for defect in frame.defects] for who, frame in kept(station).frames if who == "csms"]
    assert rules == [[], ["id"]]


async def test_second_connection_replaces_the_first(csms, other: Csms, stack) -> None:
    station, url = Station(Device(identity="CS1")), await csms(other)
    stack.callback(station.cut)
    await station.connect(ConnectOptions(url))
    first = await other.connections.get()
    await station.connect(ConnectOptions(url))
    await asyncio.wait_for(first.wait_closed(), 5)
    assert (await settled(await station.send(HEARTBEAT))).type is MessageType.CALLRESULT


async def test_station_sends_pings_while_connected(raw_csms, wire, stack) -> None:
    heard = asyncio.get_running_loop().create_future()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wire.upgrade(await wire.request(reader), b"Sec-WebSocket-Protocol: ocpp2.0.1"))
        heard.set_result([(await reader.readexactly(6))[0] & 0x0F for _ in range(3)])
        await reader.read()

    station = Station(Device(identity="CS1"))
    stack.callback(station.cut)
    await station.connect(ConnectOptions(await raw_csms(talk)), ping_interval=0.01)
    assert await asyncio.wait_for(heard, 5) == [9, 9, 9], "frames with the opcode of a ping, masked and empty"


# --- the link ---


def answer_to(action: str, nth: int = 1, *, onwards: bool = False) -> Target:
    return Target(MessageType.CALLRESULT, action, nth, onwards)


async def test_fault_applies_to_the_nth_message_of_its_kind(make: Make) -> None:
    station = await make(Fault(answer_to("Heartbeat", 2), RemoveField(("currentTime",))))
    payloads = [(await settled(await station.send(HEARTBEAT))).payload for _ in range(3)]
    assert [sorted(payload) for payload in payloads] == [["currentTime"], [], ["currentTime"]]


async def test_fault_can_apply_to_all_later_messages(make: Make) -> None:
    station = await make(Fault(answer_to("Heartbeat", 2, onwards=True), AnswerError()))
    types = [(await settled(await station.send(HEARTBEAT))).type for _ in range(3)]
    assert types == [MessageType.CALLRESULT, MessageType.CALLERROR, MessageType.CALLERROR]


async def test_fault_does_not_affect_other_messages(make: Make) -> None:
    station = await make(Fault(answer_to("BootNotification"), Replace(())))
    assert (await settled(await station.send(HEARTBEAT))).type is MessageType.CALLRESULT


async def test_a_swallowed_answer_ends_the_wait_at_once(make: Make) -> None:
    station = await make(Fault(answer_to("Heartbeat"), Swallow(None)))
    with pytest.raises(TimeoutError):
        await settled(await station.send(HEARTBEAT))


async def test_a_swallowed_call_is_answered_and_reported_as_lost(make: Make, other: Csms) -> None:
    lost = asyncio.get_running_loop().create_future()
    station = await make(Fault(Target(MessageType.CALL, "ClearCache"), Swallow({"status": "Rejected"})))
    station.on_lost_call = lost.set_result
    await (await other.connections.get()).send('[2,"1","ClearCache",{}]')
    assert await other.hears(1) == [[3, "1", {"status": "Rejected"}]]
    assert await asyncio.wait_for(lost, 5) == "ClearCache"
    assert kept(station).frames == []


async def test_repeated_response_is_a_defect(make: Make) -> None:
    station = await make(Fault(answer_to("Heartbeat"), Repeat()))
    await settled(await station.send(HEARTBEAT))
    await settled(await station.send(HEARTBEAT))
    assert [defect.rule for _, frame in kept(station).frames for defect in frame.defects] == ["correlation"]


async def test_a_slow_link_delays_both_directions_and_keeps_the_order(make: Make, other: Csms) -> None:
    station = await make(delay=0.03)
    began = asyncio.get_running_loop().time()
    await settled(await station.send(HEARTBEAT))
    assert asyncio.get_running_loop().time() - began >= 0.06
    assert [message[2] for message in other.heard] == ["Heartbeat"]
