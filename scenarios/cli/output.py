"""The console of commands: a pipe that is closed, NO_COLOR."""

import os

from rich.console import Console

from plugfest.reports.visible import VisibleConsole
from plugfest.scenarios.cli.streams import discard_output


class _Console(VisibleConsole):
    """A console that goes on when the reader of its pipe has gone."""

    def on_broken_pipe(self) -> None:
        """Print the rest nowhere: the run and its reports are worth more than its lines."""
        discard_output()


def make_console() -> Console:
    """Return the console of a command."""
    # With NO_COLOR rich leaves out colours only; who asks for plain text gets no other escape sequence either.
    return _Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
