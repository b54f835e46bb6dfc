"""The terminal of a standalone station: a prompt for its verbs, its events, and its state."""

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table

from plugfest.simulator.protocol.frames import Frame, MessageType
from plugfest.simulator.standalone.charging_station import ChargingStation
from plugfest.simulator.standalone.verbs import EXPECTED_ERRORS, VERBS, VerbError, explain

_LAST_FRAMES = 6
_WIDEST_FRAME = 100


async def run_terminal(station: ChargingStation, console: Console) -> None:
    """Read commands until `quit` or the end of input, from a prompt or a pipe."""
    if sys.stdin.isatty():
        with patch_stdout(raw=True):
            await _take(station, console, _typed(station))
    else:
        await _take(station, console, _piped())


async def _take(station: ChargingStation, console: Console, lines: AsyncIterator[str]) -> None:
    async for line in lines:
        if line.strip() in ("quit", "exit"):
            return
        await perform_line(station, line, console)


async def perform_line(station: ChargingStation, line: str, console: Console) -> None:
    """Perform a line, and print the result or the error."""
    name, _, rest = line.strip().partition(" ")
    if not name or name.startswith("#"):
        return
    if name in ("help", "status"):
        console.print(_help() if name == "help" else panel(station))
        return
    verb = VERBS.get(name)
    if verb is None:
        console.print(f"there is no verb {escape(name)}: try help", style="red")
        return
    try:
        words = _words(name, rest)
        result = await verb.perform(station, verb.from_words(words))
    except (VerbError, *EXPECTED_ERRORS) as error:
        console.print(escape(explain(error)), style="red")
        return
    if result is not None:
        console.print_json(data=result)


def panel(station: ChargingStation) -> RenderableType:
    """Return the state of the station as a table of its EVSEs, with its last frames."""
    status = station.status
    link = "connected" if status.connected else "offline"
    table = Table(
        "EVSE",
        "state",
        "energy",
        "token",
        "transaction",
        "events",
        "meter",
        "power",
        "cost",
        title=f"{status.identity}: {link}, {status.registration or 'not registered'}, {status.time}",
        caption=f"queued offline {status.queued_offline}, to be sent {status.waiting_to_be_sent}, "
        f"reservations {len(status.reservations)}, charging profiles {len(status.charging_profiles)}",
    )
    for evse in status.evses:
        table.add_row(
            str(evse.id),
            evse.status,
            evse.energy,
            escape(evse.token or "-"),
            escape(evse.transaction[:8] if evse.transaction else "-"),
            str(evse.events),
            f"{evse.meter_wh / 1000:.2f} kWh",
            f"{evse.power_w / 1000:.1f} kW",
            "-" if evse.cost is None else f"{evse.cost:g}",
        )
    frames = list(station.frames.frames)[-_LAST_FRAMES:]
    return Group(table, *(escape(_frame(sender, frame)) for sender, frame in frames))


def _frame(sender: str, frame: Frame) -> str:
    arrow = "<-" if sender == "csms" else "->"
    kind = "" if frame.type is MessageType.CALL else f"{frame.type.name if frame.type is not None else 'frame'} "
    raw = frame.raw if isinstance(frame.raw, str) else frame.raw.decode(errors="replace")
    return f"{arrow} {kind}{frame.action or ''} {raw[:_WIDEST_FRAME]}"


def _words(name: str, rest: str) -> list[str]:
    """Split a line into words; the JSON of `send` is one word."""
    if name == "send":
        return rest.strip().split(maxsplit=1)
    try:
        return shlex.split(rest)
    except ValueError as error:
        raise VerbError(f"cannot read this line: {error}") from None


def _help() -> Table:
    table = Table(show_header=False, box=None)
    for verb in VERBS.values():
        table.add_row(escape(verb.usage), verb.about)
    table.add_row("quit", "end the station")
    return table


async def _typed(station: ChargingStation) -> AsyncIterator[str]:
    session: PromptSession[str] = PromptSession(completer=WordCompleter([*VERBS, "help", "quit"]))
    while True:
        try:
            yield await session.prompt_async(
                f"{station.identity}> ", bottom_toolbar=lambda: _summary(station), refresh_interval=1.0
            )
        except (EOFError, KeyboardInterrupt):
            return


def _summary(station: ChargingStation) -> str:
    status = station.status
    evses = "  ".join(f"{e.id}: {e.status} {e.energy} {e.meter_wh / 1000:.2f} kWh" for e in status.evses)
    link = "connected" if status.connected else "offline"
    return f"{link} {status.registration or ''}  {evses}  queue {status.queued_offline}"


async def _piped() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line
