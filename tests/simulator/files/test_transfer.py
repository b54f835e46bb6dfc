"""Downloads and uploads: success, failure, and unreachable servers."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from plugfest.simulator.files.download import download
from plugfest.simulator.files.transfer import Limits, TransferFailed, Unreachable
from plugfest.simulator.files.upload import upload

HASTY = Limits(largest=1000, connect=0.3, idle=0.1, total=2)


async def test_download_returns_size_and_digests(serve):
    image = b"firmware" * 50_000
    address = await serve(lambda _: _answer(web.Response(body=image)))
    found = await download(f"{address}/image.bin")
    assert (found.size, found.sha256, found.md5) == (
        len(image),
        hashlib.sha256(image).digest(),
        hashlib.md5(image).hexdigest(),
    )


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


async def test_too_large_download_fails(serve):
    address = await serve(lambda _: _answer(web.Response(body=b"x" * 1001)))
    with pytest.raises(TransferFailed, match="1000 bytes"):
        await download(address, HASTY)


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


@pytest.mark.parametrize(
    ("place", "path"), [("/here", "/here"), ("/folder/", "/folder/log.txt"), ("/up/", "/up/log.txt")]
)
async def test_log_is_uploaded_to_its_address(serve, place, path):
    came: list[tuple[str, str, bytes]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        came.append((request.method, request.path, await request.read()))
        return web.Response(status=201)

    await upload(await serve(answer) + place, b"what happened", "../../log.txt")
    assert came == [("PUT", path, b"what happened")]


async def test_log_can_be_uploaded_as_a_stream(serve):
    sizes: list[int] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        sizes.append(len(await request.read()))
        return web.Response()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 100

    await upload(await serve(answer), pieces(), "log.txt")
    assert sizes == [1000]


async def test_refused_upload_has_its_status(serve):
    address = await serve(lambda _: _answer(web.Response(status=403)))
    with pytest.raises(TransferFailed) as failed:
        await upload(address, b"log", "log.txt")
    assert failed.value.status == 403


async def _answer(response: web.Response) -> web.Response:
    return response
