"""Play cases and write the record and all reports.

Without --csms a compact CSMS is started for the run and ended with it. Cases are named as TC_B_21 or B_21, blocks by
their letter, certification profiles by their name (core, advanced-security, smart-charging, iso15118; also local-list,
device-management, reservation and user-interface, which are features of Core since Edition 4); without any, all are
played.
"""

import argparse
import errno
from contextlib import ExitStack
from pathlib import Path

from plugfest.scenarios.cli.failure import CommandError, fail, fail_interrupted
from plugfest.scenarios.cli.quick_imports import quick_imports
from plugfest.scenarios.engine.head_start import NothingPlayedError, head_start
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select

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
    try:
        return _run(arguments, select(SUITE, arguments.selection))
    except (SelectionError, CommandError, NothingPlayedError) as error:
        return fail(str(error))
    except OSError as error:
        return _disk_failed(error, arguments.results)


def _run(arguments: argparse.Namespace, cases: list[str]) -> int:
    """Run the cases. Where no file is named that may be wrong, the compact CSMS starts while the rest is imported."""
    if arguments.csms or arguments.baseline or arguments.failed or arguments.resume:
        from plugfest.scenarios.cli.run_cases import play

        return play(arguments, cases)
    with ExitStack() as stack:
        try:
            spawned = stack.enter_context(head_start(arguments.results))
            with quick_imports():  # the compact CSMS is reached on the loopback, with its own root where TLS is used
                from plugfest.scenarios.cli.run_cases import play
                from plugfest.scenarios.operators import compact  # noqa: F401  # needed as soon as the CSMS is ready
        except KeyboardInterrupt:
            return fail_interrupted()
        return play(arguments, cases, spawned)


def _disk_failed(error: OSError, results: Path) -> int:
    """Report in one line that the results cannot be written; raise any other error again."""
    if error.errno not in _OF_A_DISK:
        raise error
    return fail(
        f"The results cannot be written to {results}: {error.strerror}. Make room there, or name another folder with "
        "--results. What was written before is kept."
    )


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
