"""How a command says that it could do nothing."""

import sys

EXIT_NOTHING_DONE = 2


class CommandError(Exception):
    """The command cannot be carried out; its text says what happened, where, and what to do next."""


def fail(text: str) -> int:
    """Say it on standard error; returns the exit code for a command that could do nothing."""
    print(f"plugfest: {text}", file=sys.stderr)
    return EXIT_NOTHING_DONE
