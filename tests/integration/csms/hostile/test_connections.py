"""Silent, incomplete, non-reading and flooding connections, and too many of them."""

import asyncio
import json

import pytest
from support.raw_websocket import TEXT, frame, resident, upgrade

from plugfest.csms.net.login_throttle import LoginThrottle, TooManyAttempts

HEARTBEAT = '[2,"h","Heartbeat",{}]'


async def is_well(world):
    """Another station finds nothing amiss."""
    station = await world.station()
    assert "currentTime" in await station.says("Heartbeat")


@pytest.mark.parametrize("sent", [b"", b"GET /", upgrade("nobody")[:-2], b"\x16\x03\x01\x02\x00"], ids=str)
async def test_connection_without_a_request_is_closed(tight_world, tcp, sent):
    connection = await tcp(tight_world.process)
    await connection.send(sent)
    await connection.ends()
    await is_well(tight_world)


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /x HTTP/1.1\r\n\r\n",
        b"GET /x HTTP/1.0\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /x HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET /x HTTP/1.1\r\nA: b\x00\r\n\r\n",
        b"GET /x HTTP/1.1\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
        b"GET /x HTTP/1.1\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        upgrade("x").replace(b"Version: 13", b"Version: 8"),
        upgrade("x").replace(b"Key: A", b"Key: !"),
        upgrade("x").replace(b"Upgrade: websocket", b"Upgrade: h2c"),
        upgrade("x").replace(b"Host:", b"Content-Length: 5\r\nHost:") + b"hello",
        upgrade("x").replace(b"Authorization:", b"Authorization: Basic eDp4\r\nAuthorization:"),
        upgrade("x", password="x" * 7000),
    ],
    ids=lambda sent: str(sent[:40]),
)
async def test_invalid_opening_handshake_is_refused(tight_world, tcp, sent):
    connection = await tcp(tight_world.process)
    await connection.send(sent)
    answer = await connection.ends()
    assert answer == b"" or answer.split()[1][:1] == b"4"
    await is_well(tight_world)


async def test_response_repeats_no_header_of_the_request(tight_world, tcp):
    connection = await tcp(tight_world.process)
    await connection.send(upgrade("x").replace(b"GET /x", b"GET /%0d%0aSet-Cookie:%20a=b"))
    answer = await connection.ends()
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"Cookie" not in answer


async def test_half_open_connections_do_not_block_stations(tight_world, tcp):
    standing = [await tcp(tight_world.process) for _ in range(60)]
    for connection in standing:
        await connection.send(b"GET /half")
    await is_well(tight_world)
    for connection in standing:
        await connection.ends()


async def test_incomplete_message_delays_no_other_station(tight_world, raw_station):
    connection = await raw_station(tight_world)
    await connection.send(frame(TEXT, HEARTBEAT)[:-3])
    await is_well(tight_world)


async def test_responses_to_a_peer_that_never_reads_are_bounded(tight_world, raw_station):
    deaf = await raw_station(tight_world)
    before = resident(tight_world.process)
    big = json.dumps([2, "x" * 36, "x" * 50_000, {}])
    flood = asyncio.create_task(deaf.send(frame(TEXT, big, masked=True) * 20 + frame(TEXT, HEARTBEAT) * 100_000))
    await is_well(tight_world)
    await asyncio.sleep(0.5)
    assert resident(tight_world.process) - before < 30
    flood.cancel()


async def test_station_without_pong_is_disconnected(make_process, make_world, raw_station):
    process = make_process(
        "--password-cost", "8", "--security-profile", "1", "--limit", "ping_interval=0.2", "--limit", "ping_timeout=0.5"
    )
    world = await make_world(process)
    deaf = await raw_station(world)
    assert await deaf.close_code() == 1011
    await deaf.ends()


async def test_flood_on_one_connection_does_not_delay_others(tight_world):
    flooding, other = await tight_world.station(), await tight_world.station()
    flood = json.dumps([2, "f", "Heartbeat", {}])

    async def send():
        for _ in range(3000):
            await flooding.socket.send(flood)

    sending = asyncio.create_task(send())
    for _ in range(20):
        await other.says("Heartbeat")
    assert flooding._other.qsize() < 3000, "the other station was only answered when the flood was over"
    await sending
    async with asyncio.timeout(20):
        for _ in range(3000):
            assert (await flooding._other.get())[:2] == [3, "f"]


async def test_valid_passwords_of_one_address_are_not_throttled():
    throttle = LoginThrottle(5.0)

    async def right(number):
        async with throttle.attempt("lab", f"CS-{number}"):
            await asyncio.sleep(0)

    await asyncio.gather(*(right(number) for number in range(1000)))


async def test_many_failed_logins_block_further_checks_of_the_address():
    throttle, checked = LoginThrottle(60.0), []

    async def wrong(number):
        async with throttle.attempt("attacker", f"CS-{number}"):
            checked.append(number)
        await throttle.delay_failure("attacker", f"CS-{number}")

    attacks = [asyncio.create_task(wrong(number)) for number in range(200)]
    await asyncio.wait(attacks[100:])
    assert len(checked) < 30
    assert {type(attack.exception()) for attack in attacks[100:]} == {TooManyAttempts}
    async with throttle.attempt("somebody else", "CS-X"):
        pass
    for attack in attacks:
        attack.cancel()
