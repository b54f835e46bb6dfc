"""Write a matrix of several CSMSs from a record of each: systems as columns, blocks and cases as rows."""

import argparse
from pathlib import Path

from plugfest.reports import write_matrix
from plugfest.reports.record import RecordError
from plugfest.scenarios.cli.failure import fail


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest matrix` takes."""
    parser.add_argument("records", nargs="+", type=Path, metavar="RUN.jsonl", help="one record per system")
    parser.add_argument("--results", type=Path, default=Path(), metavar="DIR", help="default: the present folder")


def execute(arguments: argparse.Namespace) -> int:
    """Write matrix.html and matrix.md."""
    try:
        written = write_matrix(arguments.records, arguments.results)
    except (RecordError, OSError) as error:
        return fail(str(error))
    for path in written:
        print(path)
    return 0
