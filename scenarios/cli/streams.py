"""Standard output and error of every command: handles any encoding and a closed pipe."""

import codecs
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Final

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
"""Replacements for plugfest's own characters in encodings without them."""
_ERRORS: Final = "plugfest.plain"


def prepare_output() -> None:
    """Let standard output and error replace characters that their encoding does not have."""
    codecs.register_error(_ERRORS, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def discard_output() -> None:
    """Discard all further standard output."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end
