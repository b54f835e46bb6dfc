"""Downloads of firmware."""

import hashlib

import pytest
from aiohttp import web

from plugfest.simulator.files.download import download
from plugfest.simulator.files.transfer import Limits, TransferFailed

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


async def test_too_large_download_fails(serve):
    address = await serve(lambda _: _answer(web.Response(body=b"x" * 1001)))
    with pytest.raises(TransferFailed, match="1000 bytes"):
        await download(address, HASTY)


async def _answer(response: web.Response) -> web.Response:
    return response
