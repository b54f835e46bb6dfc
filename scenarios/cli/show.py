"""Show one case's trace from a run record."""

import argparse
from pathlib import Path

from plugfest.reports.terminal import show
from plugfest.reports.visible import visible_console
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest show` takes."""
    parser.add_argument("case", metavar="CASE", help="such as TC_B_21")
    parser.add_argument("--whole", action="store_true", help="begin states and raw frames too")
    parser.add_argument("record", nargs="?", type=Path, default=Path("results/run.jsonl"), metavar="RUN.jsonl")


def execute(arguments: argparse.Namespace) -> int:
    """Print the trace."""
    console = visible_console()
    try:
        chosen = select(SUITE, [arguments.case])
        record = record_of(arguments.record)
    except (SelectionError, CommandError) as error:
        return fail(str(error))
    for case in record.cases:
        if case["id"] in chosen:
            show(console, case, whole=arguments.whole)
    return 0
