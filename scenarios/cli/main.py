"""Selects the command; the module of each command declares its arguments and executes it."""

import argparse
import atexit
import gc
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from plugfest.scenarios.cli.streams import discard_output, prepare_output
from plugfest.scenarios.engine import exit_codes

COMMANDS = (
    "run",
    "console",
    "cases",
    "explain",
    "show",
    "report",
    "history",
    "merge",
    "matrix",
    "init",
    "validate",
    "check",
    "baseline",
    "selfcheck",
    "csms",
    "station",
    "fleet",
)


class Command(Protocol):
    """The interface of a command's module; the first line of its docstring is its help."""

    __doc__: str | None

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the command takes."""
        ...

    def execute(self, arguments: argparse.Namespace) -> int:
        """Execute the command; return the exit code."""
        ...


def _command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"plugfest.scenarios.cli.{name}"))


def _about(name: str) -> str:
    """Return the docstring of a command's module, without importing it: most of them import half of plugfest."""
    import ast

    source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


class _Version(argparse.Action):
    """Print the version and exit; the version is looked up only here."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"plugfest {version('plugfest')}")
        parser.exit()


def parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Return the parser with the arguments of the command `asked` for; without one, with the help of every command."""
    top = argparse.ArgumentParser(
        prog="plugfest",
        description="A conformance suite for charging station management systems that speak OCPP 2.0.1.",
        epilog="Exit codes: 0 all as expected; 1 something failed or could not be played; 2 nothing could be played; "
        "130 interrupted, with the record complete.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    if asked is not None:
        about = _command(asked).__doc__
        _command(asked).arguments(commands.add_parser(asked, description=about))
        return top
    for name in COMMANDS:
        about = _about(name)
        commands.add_parser(name, help=about.partition("\n")[0], description=about)
    return top


def _collect_garbage_seldom() -> None:
    # A run keeps many objects until it is written: the default garbage collection would take a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    # Python's last collection at the exit would look through everything that the process frees anyway.
    atexit.register(gc.freeze)


def _take_turns_often() -> None:
    # A thread prepares the reports while the first case is played: each message would wait 5 ms for its turn.
    sys.setswitchinterval(0.0005)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command `plugfest`; return its exit code."""
    words = sys.argv[1:] if words is None else words
    prepare_output()
    if words[:1] == ["csms"]:
        # The compact CSMS has a parser of its own.
        return _command("csms").execute(argparse.Namespace(words=list(words[1:])))
    _collect_garbage_seldom()
    _take_turns_often()
    arguments = parser(words[0] if words and words[0] in COMMANDS else None).parse_args(words)
    try:
        code = _command(arguments.command).execute(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        discard_output()
        return exit_codes.AS_EXPECTED
    except KeyboardInterrupt:
        print("plugfest: interrupted", file=sys.stderr)
        return exit_codes.INTERRUPTED
