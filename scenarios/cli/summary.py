"""The summary at the end of a run."""

from pathlib import Path

from rich.console import Console

from plugfest.reports.record import read_record
from plugfest.reports.terminal import summary


def print_summary(console: Console, path: Path) -> None:
    """Print what did not pass, with step, expected and actual, the counts, and where the reports are."""
    summary(console, read_record(path))
    console.print(f"Reports: {path.parent / 'report.html'}, {path.parent / 'results.md'}")
