"""Lines on a terminal or in a log: no line begins with text of a CSMS, and only a terminal truncates."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from plugfest.reports.formatting import cut
from plugfest.reports.record import Verdict
from plugfest.reports.visible import visible

STYLES: Final[dict[Verdict, str]] = {
    "PASS": "green",
    "FAIL": "bold red",
    "INCONCLUSIVE": "yellow",
    "ERROR": "magenta",
    "NOT_APPLICABLE": "dim",
    "NOT_RUN": "dim",
}


class Output:
    """Prints lines, wrapped with an indentation on a terminal, and unwrapped elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width if console.is_terminal else None
        """None: there is no terminal, so nothing is wrapped or cut."""

    def text(self, text: str, most: int = 400) -> str:
        """Return foreign text on one line, without invisible characters, truncated for a terminal only."""
        return visible(cut(text, most) if self.width else " ".join(text.split()))

    def line(self, line: Text | str = "", style: str = "", *, more: Text | str | None = None) -> None:
        """Print one line; on a terminal, wrapped lines begin with `more`, by default an indentation."""
        line = Text(line, style) if isinstance(line, str) else line
        if self.width is None or line.cell_len <= self.width:
            self.console.print(line, soft_wrap=True)
            return
        indentation = len(line.plain) - len(line.plain.lstrip())
        begin = Text(" " * (indentation + 2)) if more is None else Text(more) if isinstance(more, str) else more
        first, *rest = line.wrap(self.console, self.width)
        body = line[len(first.plain.rstrip()) :] if rest else Text()
        self.console.print(line[: len(first.plain.rstrip())], soft_wrap=True)
        body = body[len(body.plain) - len(body.plain.lstrip()) :]
        for part in body.wrap(self.console, max(20, self.width - begin.cell_len)):
            part.rstrip()
            self.console.print(begin + part, soft_wrap=True)
