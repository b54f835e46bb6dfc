"""Play cases and write the record and all reports.

Without --csms a compact CSMS is started for the run and ended with it. Cases are named as TC_B_21 or B_21, blocks by
their letter, certification profiles by their name (core, advanced-security, smart-charging, iso15118; also local-list,
device-management, reservation and user-interface, which are features of Core since Edition 4); without any, all are
played.
"""

import argparse
import asyncio
import errno
from functools import partial
from pathlib import Path

from plugfest.reports.record import Record
from plugfest.scenarios.cli.csms_file import described, known_failures
from plugfest.scenarios.cli.earlier import check_same, record_of
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.cli.summary import on_github, print_summary
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.engine import exit_codes
from plugfest.scenarios.engine.compact_description import COMPACT_NAME
from plugfest.scenarios.engine.control import RunControl
from plugfest.scenarios.engine.earlier_runs import carried, not_passed, undecided
from plugfest.scenarios.engine.header import run_header
from plugfest.scenarios.engine.progress import Lines, Progress, Terminal
from plugfest.scenarios.engine.results_folder import last_record
from plugfest.scenarios.engine.run import NothingPlayedError, RunOptions, run
from plugfest.scenarios.operators.factory import make_operator
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, expected_orders, select

_OF_A_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest run` takes."""
    parser.add_argument(
        "selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="cases, blocks or profiles to play; default: all"
    )
    parser.add_argument("--csms", metavar="FILE", help="the CSMS to test, as a TOML file; default: the compact CSMS")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="TOML file of known failures, besides those of the CSMS's file"
    )
    parser.add_argument("--strict", action="store_true", help="a request that no step expects fails the case")
    parser.add_argument(
        "--no-relayed",
        action="store_true",
        help="a case whose only evidence is content that plugfest supplied to the CSMS's API is INCONCLUSIVE",
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        metavar="N",
        help="cases at a time; default: pace.workers of the CSMS's file, else 1; the compact CSMS: by cores",
    )
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default: results")
    parser.add_argument("--shard", type=_shard, metavar="N/M", help="only the N-th of M parts of the selection")
    stop = parser.add_mutually_exclusive_group()
    stop.add_argument("-x", action="store_const", const=1, dest="maxfail", help="begin no further case after a failure")
    stop.add_argument("--maxfail", type=_positive, metavar="N", help="begin no further case after N failures")
    parser.add_argument(
        "--keep-going", action="store_true", help="continue even if consecutive cases fail to reach their initial state"
    )
    parser.add_argument("--github", action="store_true", help="annotations, summary and outputs, as on GitHub Actions")
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--failed", action="store_true", help="play the cases that did not pass in the last run in --results"
    )
    again.add_argument("--resume", type=Path, metavar="RUN.jsonl", help="play the cases that this run left undecided")


def execute(arguments: argparse.Namespace) -> int:
    """Run; return 2 after one line when nothing could be played."""
    console = make_console()
    written: list[Record] = []
    try:
        options = _options(arguments)
        options.on_record = written.append
        by_hand = options.description is not None and options.description.operator.get("kind") == "manual"
        progress: Progress = Terminal(console) if console.is_terminal and not by_hand else Lines(console)
        code = asyncio.run(run(options, progress))
    except (SelectionError, CommandError, NothingPlayedError) as error:
        return fail(str(error))
    except OSError as error:
        return _disk_failed(error, arguments.results)
    except asyncio.CancelledError:
        fail("interrupted before the first case was played")
        return exit_codes.INTERRUPTED
    try:
        print_summary(console, written[0], options.results, arguments.github or on_github())
    except OSError as error:
        return _disk_failed(error, arguments.results)
    return code


def _disk_failed(error: OSError, results: Path) -> int:
    """Report in one line that the results cannot be written; raise any other error again."""
    if error.errno not in _OF_A_DISK:
        raise error
    return fail(
        f"The results cannot be written to {results}: {error.strerror}. Make room there, or name another folder with "
        "--results. What was written before is kept."
    )


def _options(arguments: argparse.Namespace) -> RunOptions:
    options = RunOptions(
        suite=SUITE,
        results=arguments.results,
        cases=select(SUITE, arguments.selection),
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


def _shard(text: str) -> tuple[int, int]:
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text} is no shard: write 2/4 for the second of four")
    return int(number), int(of)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
