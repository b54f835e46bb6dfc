"""Commands of the terminal, without a CSMS."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from rich.console import Console

from plugfest.simulator import ChargingStation
from plugfest.simulator.standalone.terminal import perform_line

Enter = Callable[[str], Awaitable[str]]


@pytest.fixture
async def enter() -> AsyncIterator[Enter]:
    """Enters a line; what is printed then."""
    async with ChargingStation("ws://127.0.0.1:9/CS1") as station:

        async def entered(line: str) -> str:
            out = io.StringIO()
            await perform_line(station, line, Console(file=out, width=160))
            return out.getvalue()

        yield entered


async def test_verb_changes_the_status(enter: Enter) -> None:
    assert await enter("plug 1") == ""
    shown = await enter("status")
    assert "CS1: offline, not registered" in shown
    assert "Occupied" in shown


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("fly", "there is no verb fly: try help"),
        ("plug x", "evse must be a whole number"),
        ("plug 1 1 1", "too many words: plug [EVSE] [CONNECTOR]"),
        ("swipe", "swipe needs token"),
        ("plug 7", "there is no EVSE 7"),
        ("plug 1 7", "EVSE 1 has no connector 7"),
        ("send Heartbeat", "not connected"),
        ("send Heartbeat {", "payload is not JSON"),
        ("swipe '", "cannot read this line"),
        ("misbehave rudely", "how must be one of"),
    ],
)
async def test_mistake_is_reported(enter: Enter, line: str, what: str) -> None:
    assert what in await enter(line)


async def test_help_lists_the_verbs(enter: Enter) -> None:
    assert "swipe TOKEN [EVSE]" in await enter("help")


async def test_empty_lines_and_comments_are_ignored(enter: Enter) -> None:
    assert await enter("") == await enter("# plug 1") == ""
