"""Plays the cases of `plugfest run`: imports what plays them, which `plugfest run` needs no sooner."""

import argparse
import asyncio
import subprocess
from functools import partial

from plugfest.reports.record import Record
from plugfest.scenarios.cli.csms_file import described, known_failures
from plugfest.scenarios.cli.earlier import check_same, record_of
from plugfest.scenarios.cli.failure import CommandError, fail_interrupted
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.cli.summary import on_github, print_summary
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.engine.compact_description import COMPACT_NAME
from plugfest.scenarios.engine.control import RunControl
from plugfest.scenarios.engine.earlier_runs import carried, not_passed, undecided
from plugfest.scenarios.engine.header import run_header
from plugfest.scenarios.engine.interruption import Interruption
from plugfest.scenarios.engine.progress import Lines, Progress, Terminal
from plugfest.scenarios.engine.results_folder import last_record
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import expected_orders


def play(arguments: argparse.Namespace, cases: list[str], spawned: "subprocess.Popen[bytes] | None" = None) -> int:
    """Play the cases, print the summary and return the exit code; `spawned` is the compact CSMS if it was begun.

    Raises CommandError and NothingPlayedError.
    """
    try:
        return asyncio.run(_play(arguments, cases, spawned))
    except asyncio.CancelledError:
        return fail_interrupted()


async def _play(arguments: argparse.Namespace, cases: list[str], spawned: "subprocess.Popen[bytes] | None") -> int:
    with Interruption():
        return await _run(arguments, cases, spawned)


async def _run(arguments: argparse.Namespace, cases: list[str], spawned: "subprocess.Popen[bytes] | None") -> int:
    console = make_console()
    written: list[Record] = []
    options = _options(arguments, cases)
    options.on_record, options.spawned = written.append, spawned
    by_hand = options.description is not None and options.description.operator.get("kind") == "manual"
    progress: Progress = Terminal(console) if console.is_terminal and not by_hand else Lines(console)
    code = await run(options, progress)
    print_summary(console, written[0], options.results, arguments.github or on_github())
    return code


def _options(arguments: argparse.Namespace, cases: list[str]) -> RunOptions:
    options = RunOptions(
        suite=SUITE,
        results=arguments.results,
        cases=cases,
        selection=arguments.selection,
        description=described(arguments.csms),
        baseline=known_failures(arguments.baseline),
        strict=arguments.strict,
        no_relayed=arguments.no_relayed,
        workers=arguments.workers,
        shard=arguments.shard,
        max_failures=arguments.maxfail,
        keep_going=arguments.keep_going,
        control=RunControl(),
    )
    if arguments.failed or arguments.resume:
        _play_again(options, record_of(arguments.resume or last_record(arguments.results)), arguments.failed)
    options.operator = partial(make_operator, controls=options.control, expected=expected_orders(SUITE, options.cases))
    return options


def _play_again(options: RunOptions, earlier: Record, failed: bool) -> None:
    """Play only the cases that an earlier run left open, and carry over the rest of its record."""
    description = options.description or CsmsDescription(name=COMPACT_NAME, addresses={})
    header = run_header(options.suite, description, {"strict": options.strict}, {})
    check_same(earlier, header, addresses=options.description is not None)
    again = not_passed(earlier) if failed else undecided(earlier)
    options.cases = [case for case in options.cases if case in again]
    if not options.cases:
        what = "failed" if failed else "was left undecided"
        raise CommandError(f"Nothing in {earlier.path} {what}: there is nothing to play again.")
    options.kept = carried(earlier, set(options.cases))
