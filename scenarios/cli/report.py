"""Write the reports of a run again, from its record alone, or compare several runs."""

import argparse
from pathlib import Path

from plugfest.reports import write_comparison, write_reports
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest report` takes."""
    parser.add_argument("records", nargs="+", type=Path, metavar="RUN.jsonl", help="several are compared")
    parser.add_argument("--results", type=Path, metavar="DIR", help="default: beside the first record")


def execute(arguments: argparse.Namespace) -> int:
    """Write."""
    records: list[Path] = arguments.records
    directory: Path = arguments.results or records[0].parent
    try:
        read = [record_of(path) for path in records]
    except CommandError as error:
        return fail(str(error))
    written = write_reports(read[0], directory) if len(records) == 1 else write_comparison(records, directory)
    for path in written:
        print(path)
    return 0
