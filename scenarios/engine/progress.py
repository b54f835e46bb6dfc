"""The progress of a run, as a person sees it."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol, cast

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from plugfest.reports.causes import headline
from plugfest.reports.labels import SIGNS, verdict_label
from plugfest.reports.record import Case, Verdict
from plugfest.reports.terminal import STYLES
from plugfest.reports.visible import visible
from plugfest.scenarios.context.case_context import CaseContext

MOST_ROWS = 8


class Progress(Protocol):
    """Hears of every play as it begins, and of every case as it ends."""

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Begin the run, with this many cases to play."""
        ...

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Take note of a play that begins: the case, the label of its variant, and what it acts on."""
        ...

    def ended(self, record: dict[str, Any]) -> None:
        """Record that a case has come to its end."""
        ...

    def note(self, text: str) -> None:
        """Take note of something about the run itself."""
        ...

    def end(self) -> None:
        """Record that the run is over."""
        ...


class Silent:
    """No progress at all, for programs that call the engine."""

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Say nothing."""

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Say nothing."""

    def ended(self, record: dict[str, Any]) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""


class Lines:
    """One line per case that is over: for logs and CI, and above the live part in a terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.counts: Counter[str] = Counter()
        self.total = 0

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Remember how many there are."""
        self.total = total

    def playing(self, case: str, label: str, context: CaseContext) -> None:
        """Say nothing: the case's line follows when it is over."""

    def ended(self, record: dict[str, Any]) -> None:
        """Print the case with its verdict."""
        verdict: Verdict = record["verdict"]
        self.counts[verdict] += 1
        line = Text.assemble(
            (f"{SIGNS[verdict]} {verdict_label(record):<14}", STYLES[verdict]),
            f" {record['id']:<13} ",
            (f"{record['duration']:6.2f} s  ", "dim"),
        )
        # On one line, whatever a CSMS said: in a log nothing of it may be cut, nor begin a line.
        said = record["title"] if verdict == "PASS" else headline(cast(Case, record))
        line.append(visible(" ".join(said.split())))
        if self.console.is_terminal:
            self.console.print(line, overflow="ellipsis", no_wrap=True)
        else:
            self.console.print(line, soft_wrap=True)

    def note(self, text: str) -> None:
        """Print it as a line of its own."""
        self.console.print(Text(text, style="yellow"))

    def end(self) -> None:
        """Nothing more to say: the summary follows."""


class Terminal(Lines):
    """Lines above, and below them the cases under way, what each waits for, and how many are done."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._under_way: Mapping[str, CaseContext] = {}
        self._began = time.monotonic()
        self._live = Live(console=console, refresh_per_second=8, transient=True, get_renderable=self._now)

    def begin(self, total: int, under_way: Mapping[str, CaseContext]) -> None:
        """Begin the live part."""
        super().begin(total, under_way)
        self._under_way = under_way
        self._live.start()

    def end(self) -> None:
        """Take the live part away."""
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
