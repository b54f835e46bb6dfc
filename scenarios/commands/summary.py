"""The summary at the end of a run."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from plugfest.reports.record import read_record


def print_summary(console: Console, path: Path) -> None:
    """Print the counts, and for each case that did not pass step, expected and actual."""
    record = read_record(path)
    for case in record.cases:
        if case["verdict"] not in ("FAIL", "INCONCLUSIVE", "ERROR"):
            continue
        console.print()
        console.print(Text.assemble((case["verdict"], "bold red"), f" {case['id']}  ", (case["title"], "dim")))
        if case["cause"]:
            console.print(f"  {case['cause']['text']}", markup=False)
        for play in case["plays"]:
            for validation in play["validations"]:
                if validation["outcome"] == "violated":
                    step = f"step {validation['step']}" if validation["step"] is not None else validation["part"]
                    console.print(f"  {step}: {validation['subject']}: {validation['text']}", markup=False)
    console.print()
    counts = record.footer["counts"] if record.footer else {}
    said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    duration = f" in {record.footer['duration']:.1f} s" if record.footer else ""
    console.print(f"{said}{duration}. Reports: {path.parent / 'report.html'}, {path.parent / 'results.md'}")
