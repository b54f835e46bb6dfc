"""Limits on responses of an API: size, nesting depth, Retry-After."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from plugfest.scenarios.config.http_api.table import Auth, CallbackServer
from plugfest.scenarios.operators.http.answers import MISSING, Answer
from plugfest.scenarios.operators.http.auth import Credentials
from plugfest.scenarios.operators.http.bodies import MAX_DEPTH, parse_json, read_body
from plugfest.scenarios.operators.http.callbacks import Callbacks
from plugfest.scenarios.operators.protocol import OperatorError
from plugfest.scenarios.operators.retry_after import SHORTEST_PAUSE, pause_of

Serve = Callable[[web.Response], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve one answer at every path; return its URL."""
    servers: list[TestServer] = []

    async def begin(answer: web.Response) -> str:
        async def handle(_: web.Request) -> web.Response:
            return answer

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        servers.append(TestServer(app))
        await servers[-1].start_server()
        return str(servers[-1].make_url("/token"))

    yield begin
    for server in servers:
        await server.close()


@pytest.mark.parametrize(
    ("text", "pause"),
    [("nan", 1.0), ("0", SHORTEST_PAUSE), ("-5", SHORTEST_PAUSE), ("x", 1.0), ("3", 3.0), ("1" * 400, float("inf"))],
)
def test_retry_after_is_bounded_below(text: str, pause: float) -> None:
    assert pause_of(text) == pause


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 5_000, 200_000])
def test_deeply_nested_json_is_refused(depth: int) -> None:
    text = "[" * depth + "]" * depth
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_json(text)
    assert Answer(200, text, "GET /").json is MISSING


def test_json_of_usual_depth_is_read() -> None:
    assert parse_json('{"a":[{"b":[1]}]}') == {"a": [{"b": [1]}]}


async def test_too_large_response_is_refused(serve: Serve) -> None:
    url = await serve(web.Response(body=b"x" * 100_000))
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        with pytest.raises(ValueError, match="larger than 1000 bytes"):
            await read_body(response, 1000)


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token":"x","pad":"' + b"x" * 100_000 + b'"}',
        b"[" * 60_000,
        b"[]",
        b'{"access_token":"x","expires_in":"y"}',
    ],
    ids=["large", "deep", "no object", "no number"],
)
async def test_invalid_token_response_is_an_operator_error(serve: Serve, body: bytes) -> None:
    auth = Auth(kind="oauth", token_url=await serve(web.Response(body=body)), client_id="i", client_secret="s")
    async with aiohttp.ClientSession() as http:
        with pytest.raises(OperatorError, match="gives no access token"):
            await Credentials(auth).headers(http)


@pytest.mark.parametrize("expires", ["NaN", "1e999", "0", "-1"])
async def test_access_token_is_kept_as_a_secret(serve: Serve, expires: str) -> None:
    body = b'{"access_token":"t0ken-of-the-api","expires_in":%s}' % expires.encode()
    auth = Auth(kind="oauth", token_url=await serve(web.Response(body=body)), client_id="i", client_secret="s")
    credentials = Credentials(auth)
    async with aiohttp.ClientSession() as http:
        assert await credentials.headers(http) == {"Authorization": "Bearer t0ken-of-the-api"}
    assert credentials.tokens == {"t0ken-of-the-api"}


async def test_callback_posts_are_limited_in_size_and_number() -> None:
    callbacks = Callbacks(CallbackServer())
    await callbacks.open()
    try:
        with callbacks.ticket() as (url, posted):
            async with aiohttp.ClientSession() as http:
                async with http.post(url, data=io.BytesIO(b"x" * 2_000_000)) as answer:
                    assert answer.status == 413
                statuses = []
                for _ in range(30):
                    async with http.post(url, data=b"x") as answer:
                        statuses.append(answer.status)
            assert statuses.count(204) == posted.qsize() < 30
            assert statuses[-1] == 429
    finally:
        await callbacks.close()
