"""How a command says that it could do nothing."""

import sys

from plugfest.reports.visible import visible
from plugfest.scenarios.engine import exit_codes


class CommandError(Exception):
    """The command cannot be carried out; its text says what happened, where, and what to do next."""


def fail(text: str) -> int:
    """Say it on standard error; returns the exit code for a command that could do nothing."""
    print(f"plugfest: {visible(text)}", file=sys.stderr)
    return exit_codes.NOTHING_PLAYED
