"""Show one case's trace from a run record."""

import argparse
from pathlib import Path

from plugfest.reports.record import Record
from plugfest.reports.terminal import show
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.engine.results_folder import history, last_record
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest show` takes."""
    parser.add_argument("case", metavar="CASE", help="such as TC_B_21")
    parser.add_argument("--whole", action="store_true", help="begin states and raw frames too")
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    parser.add_argument(
        "record", nargs="?", type=Path, metavar="RUN.jsonl", help="default: the last run in --results that played it"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print the trace."""
    console = make_console()
    try:
        chosen = select(SUITE, [arguments.case])
        record = _record(arguments.record, arguments.results, chosen)
    except (SelectionError, CommandError) as error:
        return fail(str(error))
    for case in record.cases:
        if case["id"] in chosen:
            show(console, case, record, whole=arguments.whole)
    return 0


def _record(named: Path | None, results: Path, chosen: list[str]) -> Record:
    """Return the named record, or the latest of a folder in which one of the cases was played."""
    if named is not None:
        return record_of(named)
    last = record_of(last_record(results))
    if _plays(last, chosen):
        return last
    earlier = (record_of(path) for path in history(results))
    return next((record for record in earlier if _plays(record, chosen)), last)


def _plays(record: Record, chosen: list[str]) -> bool:
    return any(case["id"] in chosen and case["verdict"] != "NOT_RUN" for case in record.cases)
