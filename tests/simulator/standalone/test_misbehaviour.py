"""Misbehaviour on demand: messages of a station that is set to be faulty."""

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
    """Return the messages that arrive when the station sends this one."""
    texts: list[str] = []
    link.outgoing(json.dumps(message), texts.append)
    return [json.loads(text) for text in texts]


def changed(name: str, action: str = "TransactionEvent", payload: dict[str, Any] | None = None) -> list[Any]:
    link = MisbehavingLink()
    link.start(name)
    return sent(link, [2, "1", action, EVENT if payload is None else payload])


def test_without_misbehaviour_a_message_is_unchanged() -> None:
    assert sent(MisbehavingLink(), [2, "1", "TransactionEvent", EVENT]) == [[2, "1", "TransactionEvent", EVENT]]


def test_wrong_seqno_skips_a_sequence_number() -> None:
    ((*_, payload),) = changed("wrong-seqno")
    assert payload["seqNo"] == 4


def test_missing_field_removes_a_field() -> None:
    ((*_, payload),) = changed("missing-field")
    assert "eventType" not in payload


def test_schema_violation_adds_an_unknown_member() -> None:
    ((*_, payload),) = changed("schema-violation", "Heartbeat", {})
    assert list(payload) == ["plugfest"]


def test_clock_off_shifts_all_times_by_an_hour() -> None:
    ((*_, payload),) = changed("clock-off")
    assert payload["timestamp"] == payload["meterValue"][0]["timestamp"] == "2026-01-01T13:00:00.000Z"


def test_flood_repeats_every_request_with_new_ids() -> None:
    messages = changed("flood", "Heartbeat", {})
    assert len({message[1] for message in messages}) == len(messages) > 10


def test_silence_suppresses_responses() -> None:
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


async def test_slow_answers_delay_responses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misbehaviour, "SLOW_SECONDS", 0.01)
    link = MisbehavingLink()
    link.start("slow-answers")
    arrived: asyncio.Queue[str] = asyncio.Queue()
    link.outgoing('[3,"1",{}]', arrived.put_nowait)
    assert arrived.empty()
    assert json.loads(await asyncio.wait_for(arrived.get(), 5)) == [3, "1", {}]


def test_duplicate_events_repeats_the_last_events_after_a_reconnect() -> None:
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


async def test_pinging_csms_detects_a_half_open_connection(csms: Callable[..., Awaitable[str]]) -> None:
    noticed = asyncio.Event()

    async def talk(connection: ServerConnection) -> None:
        await connection.wait_closed()
        noticed.set()

    url = await csms(talk, ping_interval=0.1, ping_timeout=0.1, close_timeout=0.1)
    async with ChargingStation(url) as station:
        await until(lambda: station.connected)
        station.misbehaviour.start("half-open")
        await asyncio.wait_for(noticed.wait(), 20)
        assert station.connected, "the station itself sees nothing of it"
