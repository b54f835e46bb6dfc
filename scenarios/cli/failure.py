"""Reports that a command could not be executed."""

import sys

from plugfest.reports.visible import visible
from plugfest.scenarios.engine import exit_codes


class CommandError(Exception):
    """The command cannot be executed; the text states what happened, where, and what to do next."""


def fail(text: str) -> int:
    """Print a message to standard error; return the exit code of a command that could not be executed."""
    print(f"plugfest: {visible(text)}", file=sys.stderr)
    return exit_codes.NOTHING_PLAYED


def fail_interrupted() -> int:
    """Print that a run was interrupted before its first case; return the exit code."""
    fail("interrupted before the first case was played")
    return exit_codes.INTERRUPTED
