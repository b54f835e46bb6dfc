"""The console of commands: handles a closed pipe and NO_COLOR."""

import os

from plugfest.reports.visible_console import VisibleConsole
from plugfest.scenarios.cli.streams import discard_output


class _Console(VisibleConsole):
    """A console that continues when the reader of its pipe has closed it."""

    def on_broken_pipe(self) -> None:
        """Discard further output, so that the run and its reports are completed."""
        discard_output()


def make_console() -> VisibleConsole:
    """Return the console of a command."""
    # With NO_COLOR rich omits colours only; here NO_COLOR disables all other escape sequences, too.
    return _Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
