"""The operator API against requests without a token, invalid requests and endless ones."""

import asyncio
import io
import json
from urllib.parse import urlsplit

import aiohttp
import pytest
from support.raw_websocket import Raw

HEAD = "HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def http(tight_world):
    """Send bytes to the operator API; its whole answer."""

    async def send(data, *, then=b""):
        parts = urlsplit(tight_world.process.operator)
        connection = Raw(*await asyncio.open_connection(parts.hostname, parts.port))
        try:
            await connection.send(data)
            await connection.send(then)
            async with asyncio.timeout(10):
                return await connection.reader.read(100_000)
        finally:
            await connection.close()

    return send


@pytest.fixture
def login(tight):
    return f"Authorization: Bearer {tight.bearer()}\r\n"


def status(answer):
    return int(answer.split()[1])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Authorization: TOKEN",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: Basic TOKEN",
        "Authorization: Bearer TOKENx",
        "Authorization: Bearer xTOKEN",
        "Authorization: Bearer TOKEN, Bearer TOKEN",
        "Authorization: Bearer \u00fc\u20ac",
        "Authorization: Bearer " + "x" * 7000,
        "Cookie: token=TOKEN",
        "X-Authorization: Bearer TOKEN",
    ],
    ids=lambda header: header[:40],
)
@pytest.mark.parametrize(
    "path", ["/stations", "/no-such-path", "/openapi.json/", "//health", "/stations/x?token=TOKEN"]
)
async def test_request_without_the_token_is_refused(tight, http, header, path):
    token = tight.bearer()
    request = f"GET {path.replace('TOKEN', token)} {HEAD}{header.replace('TOKEN', token)}\r\n\r\n"
    answer = await http(request.encode())
    assert status(answer) == 401
    assert token.encode() not in answer


async def test_token_of_another_csms_is_refused(tight, process, tight_world):
    wrong = {"Authorization": f"Bearer {process.bearer()}"}
    assert (await tight_world.operator.request("GET", "/stations", headers=wrong))[0] == 401


async def test_replaced_token_is_refused(make_process, make_world):
    before, after = "token-of-before-" + "x" * 20, "token-of-after-" + "x" * 20
    options = ("--password-cost", "8", "--security-profile", "1")
    process = make_process(*options, env={"PLUGFEST_CSMS_TOKEN": after})
    async with aiohttp.ClientSession(process.operator) as session:
        for token, expected in ((before, 401), (after, 200), (before, 401), ("", 401)):
            async with session.get("/stations", headers={"Authorization": f"Bearer {token}"}) as response:
                assert response.status == expected


@pytest.mark.parametrize(
    "path",
    [
        "/stations/%0d%0aSet-Cookie:a=b",
        "/stations/..%2f..%2fetc%2fpasswd",
        "/../../etc/passwd",
        "/stations/%00",
        "/stations/%ff",
        "/stations/" + "x" * 7000,
        "/stations/'%20OR%201=1--",
        "/stations/{station}",
        "/stations/x/operations/__init__",
        "/operations/" + "9" * 5000,
        "/stations/x/messages?limit=000001000" + "9" * 5000,
        "/tokens/Central/%25",
    ],
    ids=lambda path: path[:40],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_invalid_paths_get_an_error_response(http, login, method, path):
    answer = await http(f"{method} {path} {HEAD}{login}\r\n".encode())
    assert status(answer) in {400, 404, 405}
    assert b"\nSet-Cookie" not in answer
    assert b"Traceback" not in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2]).keys() == {"error"}


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "A: b\r\n c: d\r\n",
        "A\x00: b\r\n",
        "A: " + "b" * 100_000 + "\r\n",
        "A: b\r\n" * 5000,
    ],
    ids=lambda head: head[:40],
)
async def test_ambiguous_http_requests_are_refused(http, login, head):
    answer = await http(f"PUT /stations/smuggled {HEAD}{login}{head}\r\n".encode(), then=b"0\r\n\r\n{}{}")
    assert status(answer) in {400, 401, 431}
    assert b"smuggled" not in await http(f"GET /stations {HEAD}{login}\r\n".encode())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"[" * 200_000, 400),
        (b'{"boot":' * 50_000, 400),
        (b'{"password":"' + b"x" * 500_000 + b'"}', 400),
        (b'{"password":"\xff"}', 400),
        (b'{"password":"\\ud800"}', 400),
        (b'{"securityProfile":' + b"9" * 5000 + b"}", 400),
        (b'{"securityProfile":1e999}', 400),
        (b'{"securityProfile":NaN}', 400),
        (b'{"password":"x","passwords":"y"}', 400),
        (b" " * 1_048_577, 413),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_invalid_bodies_are_refused(tight_world, body, expected):
    path = "/stations/strange"
    async with tight_world.operator.session.request("PUT", path, data=io.BytesIO(body)) as response:
        assert response.status == expected
        assert (await response.json()).keys() == {"error"}


async def test_endless_body_is_refused(tight_world):
    async def without_end():
        while True:
            yield b" " * 65_536

    async with tight_world.operator.session.put("/stations/endless", data=without_end()) as response:
        assert response.status == 413
        # What was not sent yet would keep the connection open beyond the test.
        if response.connection is not None and response.connection.transport is not None:
            response.connection.transport.abort()


async def test_incomplete_body_times_out(http, login):
    answer = await http(f"PUT /stations/slow {HEAD}{login}Content-Length: 10\r\n\r\n{{".encode())
    assert status(answer) == 400
    assert b"did not come" in answer


async def test_silent_connections_do_not_block_the_api(tight_world):
    parts = urlsplit(tight_world.process.operator)
    standing = [Raw(*await asyncio.open_connection(parts.hostname, parts.port)) for _ in range(60)]
    assert await tight_world.operator.get("/health") == {"status": "ok"}
    await standing[0].ends()
    for connection in standing:
        await connection.close()


async def test_concurrent_api_requests_do_not_delay_stations(world):
    station, operator = await world.station(), world.operator
    asking = [asyncio.create_task(operator.request("PUT", f"/tokens/Central/M{number}", {})) for number in range(300)]
    assert "currentTime" in await station.says("Heartbeat")
    assert {status for status, _ in await asyncio.gather(*asking)} == {200}
