"""Show the verdicts of the last runs: what was new in each, and which cases change back and forth."""

import argparse
from pathlib import Path

from rich.console import Console
from rich.text import Text

from plugfest.reports.history import PastRun, flips, past_runs
from plugfest.reports.labels import SIGNS, number, short_id
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.engine.results_folder import RECORD, history

SHOWN = 12
"""Number of cases of one run that are named; the others are counted."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest history` takes."""
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    parser.add_argument("--last", type=int, default=10, metavar="N", help="how many runs; default 10")


def execute(arguments: argparse.Namespace) -> int:
    """Print one paragraph per run, the latest last, then the cases that change back and forth."""
    folder: Path = arguments.results
    own = folder / RECORD
    paths = [*([own] if own.exists() else []), *history(folder)][: max(1, arguments.last)]
    try:
        records = [record_of(path) for path in paths]
    except CommandError as error:
        return fail(str(error))
    if not records:
        return fail(f"{folder} has no record of a run: `plugfest run` writes one.")
    console = make_console()
    for run in past_runs(records):
        _print(console, run)
    changing = list(flips(records))
    if changing:
        console.print(Text("\nCases that change back and forth:", "bold"))
        for flip in changing:
            signs = " ".join(SIGNS[verdict] if verdict else " " for verdict in flip.verdicts)
            console.print(Text(f"  {short_id(flip.case):<9} {signs}"), soft_wrap=True)
    return 0


def _print(console: Console, run: PastRun) -> None:
    header = run.record.header
    counts = ", ".join(count.words for count in run.counts)
    when = header["started"][:16].replace("T", " ")
    notes = ", not complete" if run.record.interrupted else ""
    console.print(
        Text.assemble((when, "bold"), f"  {header['csms']['name']}: {counts}{notes}", (f"  {run.record.path}", "dim")),
        soft_wrap=True,
    )
    for what, cases, style in (("new failures", run.failed, "red"), ("mended", run.mended, "green")):
        if cases:
            named = " ".join(map(short_id, cases[:SHOWN]))
            more = f" and {number(len(cases) - SHOWN, 'more case')}" if len(cases) > SHOWN else ""
            console.print(Text.assemble((f"    {what}: ", style), f"{named}{more}"), soft_wrap=True)
