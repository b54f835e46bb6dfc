"""The end of a run: its summary, the paths of its reports, and the output for CI systems."""

import os
from pathlib import Path

from rich.console import Console

from plugfest.reports.github import append_outputs, append_summary, failure_annotations
from plugfest.reports.record import Record
from plugfest.reports.terminal import summary


def print_summary(console: Console, record: Record, results: Path, github: bool = False) -> None:
    """Print what did not pass, the counts, and where the reports are; with `github` its workflow commands too."""
    summary(console, record)
    console.print(f"Reports: {results / 'report.html'}, {results / 'results.md'}", soft_wrap=True)
    if github:
        for command in failure_annotations(record):
            print(command)  # not by the console, which escapes texts that would begin a command
        if job := os.environ.get("GITHUB_STEP_SUMMARY"):
            append_summary(record, Path(job))
        if step := os.environ.get("GITHUB_OUTPUT"):
            append_outputs(record, Path(step))


def on_github() -> bool:
    """Return whether this is a job of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"
