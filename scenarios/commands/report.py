"""Write the reports of a run again, from its record alone."""

import argparse
from pathlib import Path

from plugfest.reports import write_all
from plugfest.scenarios.commands.earlier import record_of
from plugfest.scenarios.commands.failure import CommandError, fail


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest report` takes."""
    parser.add_argument("record", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--results", type=Path, metavar="DIR", help="default: beside the record")


def execute(arguments: argparse.Namespace) -> int:
    """Write."""
    try:
        record_of(arguments.record)
    except CommandError as error:
        return fail(str(error))
    for path in write_all(arguments.record, arguments.results or arguments.record.parent):
        print(path)
    return 0
