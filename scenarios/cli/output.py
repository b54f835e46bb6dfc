"""Standard output as commands use it: any encoding, a pipe that is closed, NO_COLOR."""

import codecs
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Final

from rich.console import Console

from plugfest.reports.visible import VisibleConsole

_PLAIN: Final = {
    "✓": "+",
    "✕": "x",
    "–": "-",
    "·": ".",
    "…": "...",
    "→": "->",
    "↺": "~",
    "µ": "u",
    "│": "|",
    "├": "|",
    "┤": "|",
    "─": "-",
    "╌": "-",
    "▶": ">",
    "◀": "<",
    "▸": ">",
    "▾": "v",
}
"""Signs of plugfest's own for encodings that have no better ones."""
_ERRORS: Final = "plugfest.plain"


class _Console(VisibleConsole):
    """A console that goes on when the reader of its pipe has gone."""

    def on_broken_pipe(self) -> None:
        """Print the rest nowhere: the run and its reports are worth more than its lines."""
        discard_output()


def make_console() -> Console:
    """Return the console of a command."""
    # With NO_COLOR rich leaves out colours only; who asks for plain text gets no other escape sequence either.
    return _Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")


def prepare_output() -> None:
    """Let standard output and error replace characters that their encoding does not have."""
    codecs.register_error(_ERRORS, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def discard_output() -> None:
    """Send standard output nowhere from now on."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end
