"""The console of every command, which shows foreign text safely; apart from `visible`, since Rich is slow to import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console
from rich.segment import Segment

from plugfest.reports.visible import COMMAND_ANYWHERE, spelled_out, visible


class VisibleConsole(Console):
    """A Rich console that escapes all text like `visible`, after any wrapping."""

    def _render_buffer(self, buffer: Iterable[Segment]) -> str:
        shown = (
            segment if segment.control else Segment(spelled_out(segment.text), segment.style) for segment in buffer
        )
        return _without_commands_in_color(super()._render_buffer(shown))

    def write_line(self, line: str) -> None:
        """Write a line without layout and styles, which take nine tenths of the time of printing: for logs."""
        try:
            self.file.write(f"{visible(line)}\n")
            self.file.flush()
        except BrokenPipeError:
            self.on_broken_pipe()


def visible_console(file: IO[str] | None = None, **options: Any) -> VisibleConsole:
    """Return a console for a command: on stdout by default, without highlighting."""
    return VisibleConsole(file=file, highlight=False, **options)


_COLOR = "(?:\x1b\\[[0-9;]{0,40}m)"
_COLORED_COMMAND = re.compile(rf"^((?:{_COLOR}|[^\S\n])*:)(?={_COLOR}*:)", re.MULTILINE)


def _without_commands_in_color(text: str) -> str:
    if "::" not in text and ":\x1b" not in text:
        return COMMAND_ANYWHERE.sub("# ", text)
    return COMMAND_ANYWHERE.sub("# ", _COLORED_COMMAND.sub(r"\1 ", text))
