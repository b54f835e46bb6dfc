"""Frames of OCPP-J: unknown message types (Part 4, Edition 4)."""

import pytest
from support.csms import World

from plugfest.csms.rpc.errors import ErrorCode
from plugfest.csms.rpc.frames import UnknownType, read
from plugfest.csms.rpc.peer import Ignored, Peer

UNKNOWN = ['[5,"{id}","Heartbeat",{{}}]', '[0,"{id}"]', "[" + "9" * 300 + ',"{id}"]', '[6,"{id}",{{"a":NaN}}]']


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_message_type_does_not_end_an_open_call(text: str) -> None:
    peer = Peer()
    call = peer.call("ClearCache", {})
    assert isinstance(read(text.format(id=call.id)), UnknownType)
    assert isinstance(peer.receive(text.format(id=call.id)), Ignored)
    assert peer.outstanding == call


async def test_unknown_message_type_is_not_answered(world: World) -> None:
    station = await world.station()
    operation = await world.operator.starts(station.id, "clear-cache")
    asked = await station.is_asked("ClearCache")
    for text in UNKNOWN:
        await station.socket.send(text.format(id=asked.id))
    assert "currentTime" in await station.says("Heartbeat")
    await station.answers(asked, status="Accepted")
    assert (await world.operator.outcome(operation))["state"] == "done"
    shown = await world.operator.get(f"/stations/{station.id}/messages?limit=20")
    assert [message["kind"] for message in shown].count("UNREADABLE") == len(UNKNOWN)
    assert "CALLERROR" not in {message["kind"] for message in shown}


def test_message_type_not_supported_is_no_error_code() -> None:
    assert "MessageTypeNotSupported" not in set(ErrorCode)
