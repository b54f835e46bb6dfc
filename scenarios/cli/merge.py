"""Merge the records of a run that was split with --shard into one record, and write its reports."""

import argparse
from pathlib import Path

from plugfest.reports import write_reports
from plugfest.reports.merge import MergeError, merged, missing_shards
from plugfest.reports.record import RecordWriter, read_record
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.cli.summary import on_github, print_summary
from plugfest.scenarios.engine.results_folder import RECORD, results_folder
from plugfest.scenarios.engine.results_lock import FolderInUseError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest merge` takes."""
    parser.add_argument("records", nargs="+", type=Path, metavar="RUN.jsonl", help="the record of each shard")
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    parser.add_argument("--github", action="store_true", help="annotations, summary and outputs, as on GitHub Actions")


def execute(arguments: argparse.Namespace) -> int:
    """Merge; the exit code is that of the run as a whole."""
    folder: Path = arguments.results
    try:
        records = [record_of(path) for path in arguments.records]
        header, cases, footer = merged(records)
        with results_folder(folder):
            with RecordWriter(folder / RECORD) as writer:
                writer.header(header)
                for case in cases:
                    writer.case(case)
                writer.footer(footer)
            record = read_record(folder / RECORD)
            write_reports(record, folder)
    except (CommandError, MergeError, FolderInUseError, OSError) as error:
        return fail(str(error))
    print_summary(make_console(), record, folder, arguments.github or on_github())
    if missing := missing_shards(records):
        named = ", ".join(missing)
        fail(f"No record of shard {named} was given: cases of it are missing. Merge again with all records of the run.")
    return footer["exit"]
