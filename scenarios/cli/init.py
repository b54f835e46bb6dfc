"""Write a first configuration for a CSMS: a few questions, a TOML file with the rest explained in it."""

import argparse
import sys
from pathlib import Path

from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.config.init import Answers, configuration, interview


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest init` takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the TOML file to write; never one that exists")
    parser.add_argument("--yes", action="store_true", help="ask nothing: defaults, to be edited")


def execute(arguments: argparse.Namespace) -> int:
    """Ask, and write."""
    file: Path = arguments.file
    if file.exists():
        return fail(f"{file} is there already: take another name, or remove it.")
    try:
        answers = Answers() if arguments.yes else interview(_ask)
    except EOFError:
        return fail("No input. Use --yes to write a file of defaults.")
    try:
        file.write_text(configuration(answers), encoding="utf-8")
    except OSError as error:
        return fail(f"{file} cannot be written: {error}")
    print(f"{file} is written. Next: plugfest check {file}")
    return 0


def _ask(question: str, default: str) -> str:
    print(f"{question} [{default}] ", end="", file=sys.stderr, flush=True)
    return input().strip() or default
