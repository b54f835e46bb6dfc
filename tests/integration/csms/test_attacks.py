"""Attacks on the handshake (guessing, stalling, flooding, smuggling): a station with the right password connects."""

import asyncio
import resource
import socket
import ssl
import time
from contextlib import closing

import pytest
from support.csms import LocalCsms
from websockets.exceptions import InvalidStatus

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings

HOLD = 2.0


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return tmp_path_factory.mktemp("pki")


@pytest.fixture
async def make_csms(tmp_path, pki, make_world):
    """A CSMS in this process and the world around it."""
    running = []

    async def make(**settings):
        wanted = {"data": tmp_path, "pki": pki, "password_cost": 8, "guess_hold": HOLD, **settings}
        csms = await Csms(Settings(**wanted), "token").__aenter__()
        running.append(csms)
        where = f"ws://127.0.0.1:{csms.port}/{{station}}"
        api = f"http://127.0.0.1:{csms.operator_port}"
        return csms, await make_world(LocalCsms(where, api))

    yield make
    for csms in running:
        await csms.__aexit__(None, None, None)


async def guess(world, id_, **more):
    """The HTTP status of a wrong guess, and how long it took."""
    begin = time.monotonic()
    with pytest.raises(InvalidStatus) as refused:
        await world.connect(id_, **{"password": "a wild guess", **more})
    return refused.value.response.status_code, time.monotonic() - begin


async def test_failed_logins_of_a_station_are_delayed_and_valid_ones_not(make_csms):
    _, world = await make_csms()
    id_ = await world.provision()
    assert [(await guess(world, id_))[0] for _ in range(5)] == [401] * 5
    status, took = await guess(world, id_)
    assert (status, took >= HOLD) == (401, True)

    guessing = [asyncio.create_task(guess(world, id_)) for _ in range(8)]
    await asyncio.sleep(0)
    station = await world.connect(id_)
    assert (await station.boots())["status"] == "Accepted"
    assert not any(task.done() for task in guessing), "the station was let in while every guess was still held back"
    assert all(took >= HOLD for _, took in await asyncio.gather(*guessing))


async def test_station_connects_among_failed_logins_after_a_restart(make_csms):
    """The cache of verified passwords is empty then, so its password is checked like any other."""
    csms, world = await make_csms()
    id_ = await world.provision()
    csms.passwords._right.clear()
    guessing = [asyncio.create_task(guess(world, id_)) for _ in range(8)]
    station = await world.connect(id_)
    assert (await station.boots())["status"] == "Accepted"
    await asyncio.gather(*guessing)


async def test_failed_logins_for_many_stations_delay_the_address(make_csms):
    """No station has enough failed logins here to be delayed by its own limit."""
    hold = 0.4
    _, world = await make_csms(guess_hold=hold)
    ids = [await world.provision(f"CS{number}") for number in range(100)]
    for number in range(400):
        status, took = await guess(world, ids[number % len(ids)])
        assert status == 401
        if number >= 50 and took >= hold:
            break
    assert took >= hold, "four hundred guesses in a row, and none was held back"
    status, took = await guess(world, "a station that nobody knows")
    assert (status, took >= hold) == (404, True)


async def test_parallel_failed_logins_are_throttled(make_csms):
    _, world = await make_csms()
    ids = [await world.provision(f"CS{number}") for number in range(10)]
    for id_ in ids:
        for _ in range(5):
            await guess(world, id_)
    outcomes = await asyncio.gather(*(guess(world, ids[number % 10]) for number in range(40)))
    statuses = [status for status, _ in outcomes]
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= 17
    await world.connect(ids[0])


HTTP = b"GET /CS1 HTTP/1.1\r\nHost: localhost\r\n"
HELLO = bytes.fromhex("16030100c0010000bc0303")


@pytest.mark.parametrize(
    ("profile", "beginning"), [(1, b""), (1, HTTP), (2, b""), (2, HELLO), (3, b""), (3, HELLO)], ids=str
)
async def test_slow_handshake_times_out(make_csms, profile, beginning):
    csms, _ = await make_csms(handshake_timeout=0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", csms.listeners[profile].port)
    writer.write(beginning)
    async with asyncio.timeout(3):
        await reader.read()
    writer.close()


async def test_request_sent_byte_by_byte_times_out(make_csms):
    csms, _ = await make_csms(handshake_timeout=0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", csms.port)
    writer.write(HTTP)
    async with asyncio.timeout(10):
        while not reader.at_eof():
            writer.write(b"X-More: 1\r\n")
            try:
                await asyncio.wait_for(reader.read(1), 0.05)
            except (TimeoutError, ConnectionError):
                continue
    writer.close()


async def test_half_open_connections_over_the_limit_do_not_block_stations(make_csms, pki):
    csms, world = await make_csms(half_open_limit=100, handshake_timeout=30.0)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    crowd = min(1000, (soft - 200) // 6)
    id_ = await world.provision()
    sockets = []
    try:
        for profile in (1, 2, 3):
            for _ in range(crowd):
                sockets.append(socket.create_connection(("127.0.0.1", csms.listeners[profile].port)))
                if len(sockets) % 50 == 0:
                    await asyncio.sleep(0)
        station = await world.connect(id_)
        assert (await station.boots())["status"] == "Accepted"
        await station.leaves()
        trust = ssl.create_default_context(cafile=pki / "csms-root.pem")
        world.process.ws = f"{csms.listeners[2].address}/{{station}}"
        over_tls = await world.connect(id_, ssl=trust)
        assert (await over_tls.boots())["status"] == "Accepted"
    finally:
        for each in sockets:
            each.close()


async def raw(port, request):
    """The first bytes that come back for these bytes."""
    with closing(socket.create_connection(("127.0.0.1", port))) as plain:
        plain.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(plain, request)
        async with asyncio.timeout(3):
            return await loop.sock_recv(plain, 4096)


UPGRADE = (
    b"Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp2.0.1\r\n"
)


@pytest.mark.parametrize(
    "path",
    [
        b"/CS1%0d%0aX-Injected:%20yes",
        b"/CS1%0aX-Injected:%20yes",
        b"/..%2f..%2fetc%2fpasswd",
        b"/../../etc/passwd",
        b"//CS1",
        b"/CS1/../CS1",
        b"/CS1%00",
        b"/%e2%80%aeCS1",
        b"http://evil.example/CS1",
        b"/CS1?x=%0d%0aX-Injected:yes",
        b"/CS1#x",
        b"/" + b"A" * 3000,
        b"/CS1'%20OR%201=1--",
    ],
    ids=repr,
)
async def test_paths_do_not_authenticate(make_csms, path):
    csms, world = await make_csms()
    await world.provision("CS1")
    answer = await raw(csms.port, b"GET " + path + b" HTTP/1.1\r\n" + UPGRADE + b"\r\n")
    assert answer.split(b" ")[1][:1] == b"4"
    assert b"X-Injected" not in answer.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "headers",
    [
        b"Authorization: Basic Q1MxOmE=\r\nAuthorization: Basic Q1MxOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==\r\n",
        b"Authorization: Basic Q1MxOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==, Basic Q1MxOmE=\r\n",
        b"Authorization: Basic\r\n Q1MxOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==\r\n",
        b"Proxy-Authorization: Basic Q1MxOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==\r\n",
        b"X-Forwarded-User: CS1\r\nX-Client-Cert: CN=CS1\r\n",
        b"".join(b"X-%d: y\r\n" % number for number in range(300)),
        b"X-Long: " + b"y" * 20_000 + b"\r\n",
        b"X-Nul: a\x00b\r\n",
        b"NoColon\r\n",
    ],
    ids=lambda headers: repr(headers[:40]),
)
async def test_headers_do_not_authenticate(make_csms, headers):
    csms, world = await make_csms()
    id_ = await world.provision("CS1")
    answer = await raw(csms.port, b"GET /CS1 HTTP/1.1\r\n" + UPGRADE + headers + b"\r\n")
    assert not answer.startswith(b"HTTP/1.1 101")
    await world.connect(id_)


async def test_wrong_protocol_for_the_port_is_refused(make_csms):
    csms, world = await make_csms(handshake_timeout=0.5)
    id_ = await world.provision()
    for profile, request in ((2, HTTP + b"\r\n"), (3, HTTP + b"\r\n"), (1, HELLO + bytes(200))):
        reader, writer = await asyncio.open_connection("127.0.0.1", csms.listeners[profile].port)
        writer.write(request)
        async with asyncio.timeout(3):
            answer = await reader.read()
        assert b"101 Switching" not in answer
        writer.close()
    await world.connect(id_)
