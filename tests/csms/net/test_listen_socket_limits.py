"""Unauthenticated connections: every listener limits them, and accepts others meanwhile."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings

LIMIT = 5
GET = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
async def csms(tmp_path: Path) -> AsyncIterator[Csms]:
    settings = Settings(
        data=tmp_path, password_cost=8, security_profiles=(1,), half_open_limit=LIMIT, handshake_timeout=1.0
    )
    async with Csms(settings, "token") as running:
        yield running


def _ports(csms: Csms) -> dict[str, int]:
    files = urlsplit(csms.service_urls["files"]).port
    assert files is not None
    return {"stations": csms.port, "operator": csms.operator_port, "files": files}


async def _open(port: int, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    await writer.drain()
    return reader, writer


async def _is_ended(reader: asyncio.StreamReader) -> bool:
    try:
        while await reader.read(65_536):
            pass
    except ConnectionError:
        return True
    return reader.at_eof()


@pytest.mark.parametrize("listener", ["stations", "operator", "files"])
async def test_connection_without_a_request_times_out(csms: Csms, listener: str) -> None:
    reader, writer = await _open(_ports(csms)[listener], b"GET / HT")
    async with asyncio.timeout(20):
        assert await _is_ended(reader)
    writer.close()


@pytest.mark.parametrize("listener", ["stations", "operator", "files"])
async def test_oldest_of_too_many_half_open_connections_is_closed(csms: Csms, listener: str) -> None:
    port = _ports(csms)[listener]
    opened = [await _open(port) for _ in range(LIMIT + 1)]
    async with asyncio.timeout(20):
        assert await _is_ended(opened[0][0])
    for _, writer in opened:
        writer.close()


@pytest.mark.parametrize(("listener", "path"), [("operator", b"health"), ("operator", b"stations"), ("files", b"x")])
async def test_unauthenticated_connection_counts_as_half_open(csms: Csms, listener: str, path: bytes) -> None:
    """Kept-alive connections after a request such as `/health` still count against the limit."""
    port = _ports(csms)[listener]
    opened = []
    for _ in range(4 * LIMIT + 1):
        reader, writer = await _open(port, GET % path)
        await reader.readuntil(b"\r\n\r\n")
        opened.append((reader, writer))
    async with asyncio.timeout(20):
        assert await _is_ended(opened[0][0])
    for _, writer in opened:
        writer.close()


async def test_authenticated_operator_connection_is_not_limited(csms: Csms) -> None:
    asked = b"GET /stations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token\r\n\r\n"
    reader, writer = await _open(csms.operator_port, asked)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    others = []
    for _ in range(6 * LIMIT):
        others.append(await _open(csms.operator_port, GET % b"health"))
        await others[-1][0].readuntil(b"\r\n\r\n")
    async with asyncio.timeout(20):
        assert await _is_ended(others[0][0])
    await reader.readexactly(2)  # the body of the first answer
    writer.write(asked)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    for _, other in [*others, (reader, writer)]:
        other.close()


@pytest.mark.process
async def test_station_connects_with_few_open_files_available(tmp_path: Path) -> None:
    command = f"ulimit -n 256; exec {shlex.quote(sys.executable)} -P -m plugfest.csms --security-profile 1"
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    words = dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)
    held: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    for name in ("ws", "operator", "files"):
        port = urlsplit(words[name]).port
        assert port is not None
        held += [await _open(port, GET % b"health" if number % 2 else b"GET") for number in range(300)]
    token = await asyncio.to_thread(Path(words["token"]).read_text)
    headers = {"Authorization": f"Bearer {token.strip()}"}
    async with aiohttp.ClientSession() as session:
        for number in range(20):
            async with session.put(f"{words['operator']}/stations/CS{number}", json={}, headers=headers) as answer:
                assert answer.status == 201
    for _, writer in held:
        writer.close()
    process.terminate()
    _, errors = await process.communicate()
    assert len(errors) < 20_000, errors[:2000]
