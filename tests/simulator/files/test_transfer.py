"""Transfers of files: success, failure, and unreachable servers."""

import asyncio
import socket

import pytest
from aiohttp import web

from plugfest.simulator.files.download import download
from plugfest.simulator.files.transfer import Limits, TransferFailed, Unreachable
from plugfest.simulator.files.upload import upload

HASTY = Limits(largest=1000, connect=0.3, idle=0.1, total=2)


async def test_redirects_are_followed_up_to_a_limit(serve):
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/first":
            raise web.HTTPFound("/second")
        if request.path == "/round":
            raise web.HTTPFound("/round")
        return web.Response(body=b"here")

    address = await serve(answer)
    assert (await download(f"{address}/first")).size == 4
    with pytest.raises(TransferFailed):
        await download(f"{address}/round")


@pytest.mark.parametrize("status", [404, 401, 500])
async def test_error_status_fails_the_download(serve, status):
    address = await serve(lambda _: _answer(web.Response(status=status)))
    with pytest.raises(TransferFailed, match=str(status)) as failed:
        await download(address)
    assert failed.value.status == status


async def test_an_interrupted_or_stalled_download_fails(serve):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "900"})
        await response.prepare(request)
        await response.write(b"x" * 100)
        if request.path == "/cut":
            assert request.transport is not None
            request.transport.abort()
        await asyncio.sleep(1)
        return response

    address = await serve(answer)
    for path in ("cut", "still"):
        with pytest.raises(TransferFailed, match="interrupted"):
            await download(f"{address}/{path}", HASTY)


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/image", "nonsense", "http://", "http://no-such-host.invalid/image", "http://[/"]
)
async def test_an_invalid_address_is_unreachable(address):
    with pytest.raises(Unreachable):
        await download(address, HASTY)


async def test_a_port_without_listener_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        await download(f"http://127.0.0.1:{port}/", HASTY)
    with pytest.raises(Unreachable):
        await upload(f"http://127.0.0.1:{port}/", b"log", "log.txt", HASTY)


async def test_proxies_of_the_environment_are_ignored(serve, monkeypatch):
    address = await serve(lambda _: _answer(web.Response(body=b"direct")))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert (await download(address)).size == 6


async def _answer(response: web.Response) -> web.Response:
    return response
