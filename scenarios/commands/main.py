"""Which command is meant; each command's module says what it takes and what it does."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol, cast

COMMANDS = (
    "run",
    "cases",
    "explain",
    "show",
    "report",
    "init",
    "check",
    "baseline",
    "selfcheck",
    "csms",
)


class Command(Protocol):
    """What a command's module offers; its docstring's first line is its help."""

    __doc__: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the command takes."""
        ...

    def execute(self, arguments: argparse.Namespace) -> int:
        """Do it; returns the exit code."""
        ...


def _command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"plugfest.scenarios.commands.{name}"))


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="plugfest",
        description="A conformance suite for charging station management systems that speak OCPP 2.0.1.",
        epilog="Exit codes: 0 all as expected; 1 something failed or could not be played; 2 nothing could be played; "
        "130 interrupted, with the record complete.",
    )
    top.add_argument("--version", action="version", version=f"plugfest {version('plugfest')}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = _command(name)
        title = module.__doc__.splitlines()[0]
        module.arguments(commands.add_parser(name, help=title, description=module.__doc__))
    return top


def main(words: Sequence[str] | None = None) -> int:
    """The command `plugfest`; returns its exit code."""
    words = sys.argv[1:] if words is None else words
    if words[:1] == ["csms"]:
        # The compact CSMS has a command line of its own; nothing of it is known here.
        return _command("csms").execute(argparse.Namespace(words=list(words[1:])))
    arguments = parser().parse_args(words)
    return _command(arguments.command).execute(arguments)
