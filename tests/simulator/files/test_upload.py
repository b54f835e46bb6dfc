"""Uploads of logs."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from plugfest.simulator.files.transfer import TransferFailed
from plugfest.simulator.files.upload import upload


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
