"""A CSMS with tight limits, and connections by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.csms import unexpected_lines
from support.raw_websocket import Raw, upgrade


@pytest.fixture
async def tcp() -> AsyncIterator[Any]:
    """Open TCP connections to a CSMS."""
    made: list[Raw] = []

    async def connect(process: Any) -> Raw:
        parts = urlsplit(process.ws.partition("/{")[0])
        made.append(Raw(*await asyncio.open_connection(parts.hostname, parts.port)))
        return made[-1]

    yield connect
    for connection in made:
        await connection.close()


@pytest.fixture
def raw_station(tcp: Any) -> Any:
    """Let a station in by hand, and boot it."""

    async def make(world: Any, *, boots: bool = True, extensions: str = "") -> Raw:
        id_ = await world.provision()
        connection: Raw = await tcp(world.process)
        await connection.send(upgrade(id_, extensions))
        async with asyncio.timeout(10):
            head = await connection.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        if boots:
            boot = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
            assert (await connection.calls("BootNotification", boot))[2]["status"] == "Accepted"
        return connection

    return make


@pytest.fixture(scope="session")
def tight(make_session_process: Any) -> Any:
    """A CSMS whose limits are quickly reached."""
    limits = ("frame_limit=65536", "handshake_timeout=1", "half_open_limit=20", "body_patience=0.5")
    options = ("--password-cost", "8", "--security-profile", "1", "--answer-timeout", "0.5")
    return make_session_process(*options, *(word for limit in limits for word in ("--limit", limit)))


@pytest.fixture
async def tight_world(tight: Any, make_world: Any) -> Any:
    return await make_world(tight)


@pytest.fixture(scope="session")
def make_session_process(process_class: Any) -> Iterator[Any]:
    """Start a CSMS that lives as long as the tests do."""
    made: list[Any] = []

    def make(*arguments: str) -> Any:
        made.append(process_class(*arguments))
        return made[-1]

    yield make
    for process in made:
        code, errors = process.stop()
        assert code == 0, errors
    assert not unexpected_lines(errors), errors
