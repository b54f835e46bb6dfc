"""The progress of a run, shown to a person."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol, cast

from rich.live import Live
from rich.table import Table
from rich.text import Text

from plugfest.reports.causes import headline
from plugfest.reports.labels import SIGNS, verdict_label
from plugfest.reports.record import Case, Verdict
from plugfest.reports.terminal import STYLES
from plugfest.reports.visible import visible
from plugfest.reports.visible_console import VisibleConsole
from plugfest.scenarios.context.case_context import CaseContext

MOST_ROWS = 8


class Progress(Protocol):
    """Receives the beginning of every play and the end of every case."""

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Begin the run, with this many cases to play."""
        ...

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Show a play that begins: its case, the label of its variant, and its context."""
        ...

    def ended(self, record: dict[str, Any]) -> None:
        """Show the end of a case."""
        ...

    def note(self, text: str) -> None:
        """Show a message about the run itself."""
        ...

    def end(self) -> None:
        """Show the end of the run."""
        ...


class Silent:
    """Shows no progress, for programs that call the engine."""

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Do nothing."""

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Do nothing."""

    def ended(self, record: dict[str, Any]) -> None:
        """Do nothing."""

    def note(self, text: str) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""


class Lines:
    """Prints one line per finished case: for logs and CI, and above the live display in a terminal."""

    def __init__(self, console: VisibleConsole) -> None:
        self.console = console
        self.counts: Counter[str] = Counter()
        self.total = 0

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Store the number of cases."""
        self.total = total

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Do nothing: the case's line follows at its end."""

    def ended(self, record: dict[str, Any]) -> None:
        """Print the case with its verdict."""
        verdict: Verdict = record["verdict"]
        self.counts[verdict] += 1
        line = Text.assemble(
            (f"{SIGNS[verdict]} {verdict_label(record):<14}", STYLES[verdict]),
            f" {record['id']:<13} ",
            (f"{record['duration']:6.2f} s  ", "dim"),
        )
        # On one line, whatever text a CSMS sent: in a log it must not be cut, nor begin a line.
        said = record["title"] if verdict == "PASS" else headline(cast(Case, record))
        line.append(visible(" ".join(said.split())))
        if self.console.is_terminal:
            self.console.print(line, overflow="ellipsis", no_wrap=True)
        else:
            self.console.write_line(line.plain)

    def note(self, text: str) -> None:
        """Print it as a line of its own."""
        self.console.print(Text(text, style="yellow"))

    def end(self) -> None:
        """Do nothing: the summary follows."""


class Terminal(Lines):
    """Shows lines of finished cases, and below them the running cases, what each waits for, and the counts."""

    def __init__(self, console: VisibleConsole) -> None:
        super().__init__(console)
        self._under_way: Mapping[str, CaseContext] = {}
        self._began = time.monotonic()
        self._live = Live(console=console, refresh_per_second=8, transient=True, get_renderable=self._now)

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Begin the live display."""
        super().begin(total, under_way)
        self._under_way = under_way
        self._live.start()

    def end(self) -> None:
        """Remove the live display."""
        self._live.stop()

    def _now(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for case, context in list(self._under_way.items())[:MOST_ROWS]:
            waiting = f"waits for {context.waits.waiting_for}" if context.waits.waiting_for else "goes on"
            table.add_row(Text(case, style="bold"), Text(waiting, style="dim"), f"{context.trace.now:.1f} s")
        bad = self.counts["FAIL"] + self.counts["ERROR"] + self.counts["INCONCLUSIVE"]
        done, seconds = sum(self.counts.values()), time.monotonic() - self._began
        table.add_row(Text(f"{done} of {self.total} done, {bad} not passed, {seconds:.0f} s", style="cyan"))
        return table
