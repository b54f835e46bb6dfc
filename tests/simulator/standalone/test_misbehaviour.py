"""Misbehaviour on demand: what leaves a station that is told to be flawed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from support.waiting import until
from websockets.asyncio.server import ServerConnection

from plugfest.simulator import ChargingStation
from plugfest.simulator.standalone import misbehaviour
from plugfest.simulator.standalone.misbehaviour import MISBEHAVIOURS, MisbehavingLink

EVENT = {
    "eventType": "Updated",
    "timestamp": "2026-01-01T12:00:00.000Z",
    "seqNo": 3,
    "meterValue": [{"timestamp": "2026-01-01T12:00:00.000Z"}],
}


def sent(link: MisbehavingLink, message: list[Any]) -> list[Any]:
    """What arrives when the station sends this message."""
    texts: list[str] = []
    link.outgoing(json.dumps(message), texts.append)
    return [json.loads(text) for text in texts]


def changed(name: str, action: str = "TransactionEvent", payload: dict[str, Any] | None = None) -> list[Any]:
    link = MisbehavingLink()
    link.start(name)
    return sent(link, [2, "1", action, EVENT if payload is None else payload])


def test_without_misbehaviour_a_message_is_sent_as_it_is() -> None:
    assert sent(MisbehavingLink(), [2, "1", "TransactionEvent", EVENT]) == [[2, "1", "TransactionEvent", EVENT]]


def test_a_sequence_number_is_skipped() -> None:
    ((*_, payload),) = changed("wrong-seqno")
    assert payload["seqNo"] == 4


def test_a_field_is_missing() -> None:
    ((*_, payload),) = changed("missing-field")
    assert "eventType" not in payload


def test_a_member_is_added_that_ocpp_does_not_know() -> None:
    ((*_, payload),) = changed("schema-violation", "Heartbeat", {})
    assert list(payload) == ["plugfest"]


def test_all_times_are_an_hour_ahead() -> None:
    ((*_, payload),) = changed("clock-off")
    assert payload["timestamp"] == payload["meterValue"][0]["timestamp"] == "2026-01-01T13:00:00.000Z"


def test_a_flood_repeats_every_request_with_new_ids() -> None:
    messages = changed("flood", "Heartbeat", {})
    assert len({message[1] for message in messages}) == len(messages) > 10


def test_silence_answers_nothing() -> None:
    link = MisbehavingLink()
    link.start("silence")
    assert sent(link, [3, "1", {}]) == []
    assert len(sent(link, [2, "1", "Heartbeat", {}])) == 1
    link.stop("silence")
    assert sent(link, [3, "1", {}]) == [[3, "1", {}]]


def test_half_open_freezes_the_connection_and_its_end_cuts_it() -> None:
    link, done = MisbehavingLink(), list[str]()
    link.freeze = lambda: done.append("frozen")
    link.end = lambda code: done.append(f"ended {code}")
    link.start("half-open")
    assert (link.frozen, done) == (True, ["frozen"])
    link.stop("half-open")
    assert (link.frozen, done) == (False, ["frozen", "ended None"])


async def test_answers_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misbehaviour, "SLOW_SECONDS", 0.01)
    link = MisbehavingLink()
    link.start("slow-answers")
    arrived: asyncio.Queue[str] = asyncio.Queue()
    link.outgoing('[3,"1",{}]', arrived.put_nowait)
    assert arrived.empty()
    assert json.loads(await asyncio.wait_for(arrived.get(), 5)) == [3, "1", {}]


def test_the_last_events_are_repeated_after_a_reconnect() -> None:
    link = MisbehavingLink()
    link.start("duplicate-events")
    sent(link, [2, "1", "TransactionEvent", EVENT])
    assert [call.payload for call in link.repeated_events()] == [EVENT]
    link.stop("duplicate-events")
    assert link.repeated_events() == []


def test_an_unknown_misbehaviour_is_refused() -> None:
    with pytest.raises(ValueError, match='no misbehaviour "rude"'):
        MisbehavingLink().start("rude")
    assert all(MISBEHAVIOURS.values())


async def test_a_csms_that_pings_notices_a_half_open_connection(csms: Callable[..., Awaitable[str]]) -> None:
    noticed = asyncio.Event()

    async def talk(connection: ServerConnection) -> None:
        await connection.wait_closed()
        noticed.set()

    url = await csms(talk, ping_interval=0.1, ping_timeout=0.1)
    async with ChargingStation(url) as station:
        await until(lambda: station.connected)
        station.misbehaviour.start("half-open")
        await asyncio.wait_for(noticed.wait(), 20)
        assert station.connected, "the station itself sees nothing of it"
