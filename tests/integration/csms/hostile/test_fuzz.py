"""Thousands of frames from the schemas, and broken ones: each valid request is answered, and nothing breaks.

PLUGFEST_FUZZ_FRAMES says how many, PLUGFEST_FUZZ_SEED which.
"""

import asyncio
import json
import os
import random
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from support.csms import unexpected_lines
from support.fuzz_frames import RECORDED, broken, broken_bytes, drawn, payloads, requests
from support.raw_websocket import TEXT, Raw, frame, resident, upgrade

from plugfest.csms.rpc.schemas import CSMS_ACTIONS, STATION_ACTIONS

FRAMES = int(os.environ.get("PLUGFEST_FUZZ_FRAMES", "200"))
SEED = int(os.environ.get("PLUGFEST_FUZZ_SEED", "1"))
SHARE = 2_000
"""Frames that are made, sent and forgotten before the next ones are."""
UNHURRIED = ("--limit", "ping_interval=900", "--limit", "ping_timeout=900")
"""Long ping timeouts: no ping is answered while frames are generated."""
BOOT = '[2,"boot","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}]'
OUR_FAULT = {"InternalError", "GenericError"}


class Fuzzed:
    """A station that says anything at all, and answers requests with anything at all."""

    def __init__(self, world, id_):
        self.world = world
        self.id = id_
        self.answered = {}
        self.faults = []

    async def connect(self):
        self.station = await self.world.connect(self.id, ping_interval=None)
        await self.station.boots()

    async def exchange(self, texts, replies, dice):
        """Send the texts; return when all that can be answered is."""
        sending = asyncio.create_task(self._send(texts))
        reading = asyncio.create_task(self._read(replies, dice))
        await sending
        async with asyncio.timeout(60):
            await reading

    async def _send(self, texts):
        for text in texts:
            await self.station.socket.send(text)
        await self.station.socket.send('[2,"end","Heartbeat",{}]')

    async def _read(self, replies, dice):
        while True:
            other = asyncio.ensure_future(self.station._other.get())
            call = asyncio.ensure_future(self.station._calls.get())
            await asyncio.wait({other, call}, return_when=asyncio.FIRST_COMPLETED)
            if call.done():
                asked = call.result()
                payload = dice.choice(replies[asked.action])
                text = json.dumps([3, asked.id, payload])
                await self.station.socket.send(text if dice.random() < 0.7 else broken([text], dice))
            else:
                call.cancel()
            if not other.done():
                other.cancel()
                continue
            frame = other.result()
            if frame[1] == "end":
                return
            self.answered[frame[1]] = frame
            if frame[0] == 4 and frame[2] in OUR_FAULT:
                self.faults.append(frame)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
async def test_csms_answers_every_generated_frame(make_process, make_world):
    process = make_process("--password-cost", "8", "--security-profile", "1", "--answer-timeout", "1", *UNHURRIED)
    world = await make_world(process)
    stations = [Fuzzed(world, await world.provision()) for _ in range(4)]
    for station in stations:
        await station.connect()
    dice = random.Random(SEED)
    memory = []
    for number, begin in enumerate(range(0, FRAMES, SHARE)):
        count = min(SHARE, FRAMES - begin)
        valid = requests(sorted(STATION_ACTIONS - {"BootNotification"}), count // 4, SEED + number)
        replies = {action: drawn(payloads(f"{action}Response"), 3, SEED + number) for action in sorted(CSMS_ACTIONS)}
        traffic = [text for _, text in valid] + [*RECORDED] * 5
        traffic += [json.dumps([3, id_, {}]) for id_, _ in valid[:20]]
        texts = [text for _, text in valid] + [broken(traffic, dice) for _ in range(count - len(valid))]
        dice.shuffle(texts)
        shares = [texts[at :: len(stations)] for at in range(len(stations))]
        await asyncio.gather(
            *(station.exchange(share, replies, dice) for station, share in zip(stations, shares, strict=True))
        )
        answered = {id_ for station in stations for id_ in station.answered}
        assert [text for id_, text in valid if id_ not in answered] == []
        if faults := [fault for station in stations for fault in station.faults]:
            pytest.fail(f"{faults}\n{(await process.stops())[1]}")
        for station in stations:
            station.answered.clear()
        memory.append(resident(process))
    print(f"megabytes after each {SHARE} frames:", *map(round, memory))
    assert memory[-1] - memory[len(memory) // 5] < 30, memory
    code, errors = await process.stops()
    assert code == 0
    assert [line for line in unexpected_lines(errors) if "OCSP responder" not in line] == []


async def send_broken_bytes(process, id_, count, dice):
    """Send so many broken frames, each time over a new connection when the old one has been ended for them."""
    parts = urlsplit(process.ws.partition("/{")[0])
    while count > 0:
        connection = Raw(*await asyncio.open_connection(parts.hostname, parts.port))
        await connection.send(upgrade(id_) + frame(TEXT, BOOT))
        reading = asyncio.create_task(connection.ends())
        with suppress(ConnectionError):
            for _ in range(20):  # one that waits for the rest of a long frame is left at some time
                text = dice.choice(RECORDED).encode()
                inside = dice.random() < 0.7
                await connection.send(
                    frame(TEXT, broken_bytes(text, dice)) if inside else broken_bytes(frame(TEXT, text), dice)
                )
                count -= 1
                await asyncio.sleep(0)
                if reading.done() or not count:
                    break
        await connection.close()
        await reading


async def test_invalid_bytes_affect_only_their_own_connection(make_process, make_world):
    process = make_process("--password-cost", "8", "--security-profile", "1", "--limit", "guess_hold=0.1")
    world = await make_world(process)
    other, crowd = await world.station(), [await world.provision() for _ in range(4)]
    dice, memory = random.Random(SEED), []
    for _ in range(10):
        senders = (send_broken_bytes(process, id_, FRAMES // 80, random.Random(dice.random())) for id_ in crowd)
        await asyncio.gather(*senders)
        assert "currentTime" in await other.says("Heartbeat")
        memory.append(resident(process))
    print(f"megabytes after each {FRAMES // 80 * 4} frames of broken bytes:", *map(round, memory))
    assert memory[-1] - memory[2] < 30, memory
    assert await process.stops() == (0, "")
