"""Fixtures of a running compact CSMS, for the conftest modules that need them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest

from support.csms import CsmsProcess, Operator, RunningCsms, World, unexpected_lines

MakeWorld = Callable[[RunningCsms], Awaitable[World]]


@pytest.fixture(scope="session")
def process_class() -> type[CsmsProcess]:
    return CsmsProcess


@pytest.fixture(scope="session")
def process() -> Iterator[CsmsProcess]:
    running = CsmsProcess("--password-cost", "8")
    yield running
    code, errors = running.stop()
    assert code == 0, errors
    assert not unexpected_lines(errors), errors


@pytest.fixture
def make_process() -> Iterator[type[CsmsProcess]]:
    """Start a CSMS of one's own; it is ended with the test."""
    made: list[CsmsProcess] = []

    class Made(CsmsProcess):
        def __init__(self, *arguments: str, **more: Any) -> None:
            made.append(self)
            super().__init__(*arguments, **more)

    yield Made
    for one in made:
        one.kill()


@pytest.fixture
async def make_world() -> AsyncIterator[MakeWorld]:
    """The world around a process."""
    made: list[tuple[World, aiohttp.ClientSession]] = []

    async def make(process: RunningCsms) -> World:
        session = aiohttp.ClientSession(process.operator, headers={"Authorization": f"Bearer {process.bearer()}"})
        made.append((World(process, Operator(session)), session))
        return made[-1][0]

    yield make
    for world, session in made:
        await world.close()
        await session.close()


@pytest.fixture
async def world(process: CsmsProcess, make_world: MakeWorld) -> World:
    return await make_world(process)


@pytest.fixture
def operator(world: World) -> Operator:
    return world.operator
