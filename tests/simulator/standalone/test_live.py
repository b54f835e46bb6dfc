"""Sessions on the wire, against the compact CSMS as a process of its own, and what its operator sees of them."""

import asyncio
import shlex
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from plugfest.simulator.connection.attempt import ConnectOptions
from plugfest.simulator.device import Clock, Device
from plugfest.simulator.observer import RecordingObserver
from plugfest.simulator.protocol.frames import MessageType
from plugfest.simulator.standalone.live import Live
from plugfest.simulator.station import Station

PASSWORD = "correct horse battery"
TOKEN = {"idToken": "ALICE", "type": "ISO14443"}


@pytest.fixture(scope="module")
def compact() -> Iterator[dict[str, str]]:
    """Where a running CSMS listens."""
    command = [sys.executable, "-P", "-m", "plugfest.csms", "--password-cost", "8", "--end-with-stdin"]
    free = ["--port", "0", "--operator-port", "0"]
    with subprocess.Popen([*command, *free], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)
        process.terminate()


class World:
    """A station that lives, and what the operator of its CSMS does and sees."""

    def __init__(self, live: Live, options: ConnectOptions, session: aiohttp.ClientSession) -> None:
        self.live, self.options, self._session = live, options, session
        self.path = f"/stations/{live.station.device.identity}"

    async def sees(self) -> list[dict[str, Any]]:
        """The transactions of the station as the CSMS has them, newest first."""
        async with self._session.get(f"{self.path}/transactions") as response:
            assert response.status == 200, await response.text()
            found = await response.json()
        return list(found["transactions"] if isinstance(found, dict) else found)

    async def orders(self, operation: str, **what: Any) -> None:
        async with self._session.post(f"{self.path}/operations/{operation}", json=what) as response:
            assert response.status == 202, await response.text()
            number = (await response.json())["operation"]
        async with self._session.get(f"/operations/{number}?wait=5") as response:
            outcome = await response.json()
        assert outcome.get("state", outcome.get("status")) not in {"failed", "refused"}, outcome
        await self.live.settled()


@pytest.fixture
async def world(compact: dict[str, str]) -> AsyncIterator[World]:
    token = await asyncio.to_thread(Path(compact["token"]).read_text)
    async with aiohttp.ClientSession(compact["operator"], headers={"Authorization": f"Bearer {token.strip()}"}) as api:
        identity = f"CS-{uuid4().hex[:8]}"
        async with api.put(f"/stations/{identity}", json={"password": PASSWORD}) as response:
            assert response.status in {200, 201}, await response.text()
        async with api.put(f"/tokens/{TOKEN['type']}/{TOKEN['idToken']}", json={}) as response:
            assert response.status in {200, 201}, await response.text()
        live = Live(Station(Device(identity=identity, clock=Clock(behind=80_000))))
        options = ConnectOptions(compact["ws"].replace("{station}", identity), user=identity, password=PASSWORD)
        assert (await live.connects(options)).accepted
        await live.boots()
        yield World(live, options, api)
        await live.station.disconnect()


async def test_a_session_is_seen_as_it_was(world: World) -> None:
    live = world.live
    await live.does(live.at(1).plug_in())
    await live.does(live.behaviour.swipe(1, TOKEN))
    await live.does(live.behaviour.passes(3600))
    (running,) = await world.sees()
    assert (running["running"], running["chargingState"], running["token"]) == (True, "Charging", TOKEN)
    await live.does(live.behaviour.swipe(1, TOKEN))
    await live.does(live.at(1).unplug())
    (seen,) = await world.sees()
    assert (seen["running"], seen["stoppedReason"], seen["evse"]) == (False, "EVDisconnected", 1)
    assert seen["missing"] == []
    assert seen["duration"] == pytest.approx(3600, abs=5)


async def test_what_happened_offline_is_seen_afterwards(world: World) -> None:
    live = world.live
    await live.does(live.at(2).plug_in())
    await live.does(live.behaviour.swipe(2, TOKEN))
    await live.station.disconnect()
    await live.does(live.behaviour.passes(300))
    await live.does(live.behaviour.swipe(2, TOKEN))
    await live.does(live.at(2).unplug())
    (before,) = await world.sees()
    assert before["running"]
    assert (await live.connects(world.options)).accepted
    (seen,) = await world.sees()
    assert (seen["running"], seen["missing"]) == (False, [])
    assert seen["offlineEventCount"] > 0
    assert len(live.station.device.queue) == 0


async def test_the_operator_starts_and_stops_remotely_on_two_evses(world: World) -> None:
    live = world.live
    for evse in (1, 2):
        await live.does(live.at(evse).plug_in())
        await world.orders("start-transaction", token=TOKEN, evse=evse)
    seen = await world.sees()
    assert {each["evse"]: each["chargingState"] for each in seen} == {1: "Charging", 2: "Charging"}
    assert all(each["remoteStartId"] is not None for each in seen)
    await world.orders("stop-transaction", evse=1)
    await live.does(live.at(1).unplug())
    assert {each["evse"]: each["running"] for each in await world.sees()} == {1: False, 2: True}


async def test_an_event_that_the_csms_refuses_is_sent_again(world: World) -> None:
    live, device = world.live, world.live.station.device
    device.model.put("OCPPCommCtrlr", "MessageAttemptInterval", 0, "TransactionEvent")
    wrong = device.begin_transaction(1, 1).event("Started", "NoSuchTrigger")
    sent = live.station.observer
    assert isinstance(sent, RecordingObserver)
    before = len(sent.frames)
    await live.does([wrong])
    kinds = [frame.type for who, frame in sent.frames[before:] if who == "csms"]
    assert kinds == [MessageType.CALLERROR] * 3
