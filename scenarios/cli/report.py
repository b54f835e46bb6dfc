"""Write the reports of a run again, from its record alone, or compare several runs."""

import argparse
from collections import Counter
from pathlib import Path

from plugfest import reports
from plugfest.scenarios.cli.earlier import record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.engine.results_folder import run_before


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest report` takes."""
    parser.add_argument("records", nargs="+", type=Path, metavar="RUN.jsonl", help="several are compared")
    parser.add_argument("--beside", type=Path, metavar="RUN.jsonl", help="an earlier run; default: that of the history")
    parser.add_argument("--results", type=Path, metavar="DIR", help="default: beside the first record")


def execute(arguments: argparse.Namespace) -> int:
    """Write."""
    records: list[Path] = arguments.records
    directory: Path = arguments.results or records[0].parent
    try:
        read = [record_of(path) for path in records]
        before = arguments.beside or run_before(records[0])
        beside = record_of(before) if before else None
    except CommandError as error:
        return fail(str(error))
    if len(records) == 1:
        written = reports.write_reports(read[0], directory, beside)
    else:
        written = reports.write_comparison(records, directory)
    for line in _lines(written, directory):
        print(line)
    return 0


def _lines(written: list[Path], directory: Path) -> list[str]:
    """Return the lines that name the files; the files of one folder, such as Allure's, are counted in one line."""
    folders = Counter(path.parent for path in written)
    lines = [str(path) for path in written if path.parent == directory]
    others = {folder: count for folder, count in folders.items() if folder != directory}
    return [*lines, ", ".join(f"{folder}/ ({count} files)" for folder, count in others.items())]
