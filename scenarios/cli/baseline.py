"""Write a baseline: every failure of a run as an entry that excuses it, to be kept beside the CSMS's file."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from plugfest.reports.visible import visible
from plugfest.scenarios.cli.csms_file import described
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.config.baseline import ReasonMissingError, written


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest baseline` takes."""
    parser.add_argument("record", type=Path, metavar="RUN.jsonl")
    parser.add_argument("--reason", help="reason why new failures are accepted; needed if there are any")
    parser.add_argument("--csms", metavar="FILE", help="the CSMS's file: entries that it has keep their reasons")


def execute(arguments: argparse.Namespace) -> int:
    """Write to standard output."""
    try:
        record = record_of(arguments.record)
        description = described(arguments.csms)
    except CommandError as error:
        return fail(str(error))
    known = description.baseline if description is not None else ()
    try:
        text = written(cast(list[Mapping[str, Any]], record.cases), arguments.reason, known)
    except ReasonMissingError as error:
        return fail(f'{error}: say why it is accepted, with --reason "...".')
    print(visible(text), end="")
    return 0
