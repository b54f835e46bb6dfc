"""Play cases and write the record and all reports.

Without --csms a compact CSMS is started for the run and ended with it. Cases are named as TC_B_21 or B_21, blocks by
their letter, certification profiles by their name (core, advanced-security, local-list, smart-charging,
device-management, reservation, user-interface, iso15118); without any, all are played.
"""

import argparse
import asyncio
from pathlib import Path

from rich.console import Console

from plugfest.reports import write_all
from plugfest.scenarios.cli.csms_file import described
from plugfest.scenarios.cli.earlier import decided, not_passed
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.summary import print_summary
from plugfest.scenarios.engine.progress import Lines, Progress, Terminal
from plugfest.scenarios.engine.run import EXIT_INTERRUPTED, NothingPlayedError, RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest run` takes."""
    parser.add_argument("selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="what to play; default: all")
    parser.add_argument("--csms", metavar="FILE", help="the CSMS to test, as a TOML file; default: the compact CSMS")
    parser.add_argument("--strict", action="store_true", help="a request that no step expects fails the case")
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help="cases at a time; default 1")
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--failed", action="store_true", help="only what did not pass in the last run in --results")
    again.add_argument("--resume", type=Path, metavar="RUN.jsonl", help="only what that run has not decided")


def execute(arguments: argparse.Namespace) -> int:
    """Run; 2 with one line when nothing could be played."""
    console = Console(highlight=False)
    try:
        options = _options(arguments)
        progress: Progress = Terminal(console) if console.is_terminal else Lines(console)
        code = asyncio.run(run(options, progress))
    except (SelectionError, CommandError, NothingPlayedError) as error:
        return fail(str(error))
    except asyncio.CancelledError:
        fail("interrupted before the first case was played")
        return EXIT_INTERRUPTED
    record = options.results / "run.jsonl"
    write_all(record, options.results)
    print_summary(console, record)
    return code


def _options(arguments: argparse.Namespace) -> RunOptions:
    cases = select(SUITE, arguments.selection)
    kept = {}
    if arguments.failed:
        failed = not_passed(arguments.results / "run.jsonl")
        cases = [case for case in cases if case in failed]
        if not cases:
            raise CommandError(f"Nothing in {arguments.results / 'run.jsonl'} failed: there is nothing to play again.")
    if arguments.resume:
        kept = decided(arguments.resume)
    return RunOptions(
        suite=SUITE,
        results=arguments.results,
        cases=cases,
        selection=arguments.selection,
        description=described(arguments.csms),
        strict=arguments.strict,
        workers=arguments.workers,
        kept=kept,
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
