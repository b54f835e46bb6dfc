"""The reference of commands, from what each one prints with `--help`."""

import argparse
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress

from generate.markdown import block, code, page
from plugfest.csms.command_line import parse
from plugfest.scenarios.cli.main import COMMANDS, main, parser


@contextmanager
def _width(columns: int) -> Iterator[None]:
    """Have argparse lay out its texts for this width, and keep its name, whatever program builds the site."""
    before, sys.argv[0] = sys.argv[0], "plugfest"
    os.environ["COLUMNS"] = str(columns)
    try:
        yield
    finally:
        del os.environ["COLUMNS"]
        sys.argv[0] = before


def _help(*words: str) -> str:
    """Return what `plugfest WORDS --help` prints."""
    text = io.StringIO()
    with redirect_stdout(text), suppress(SystemExit):
        # The compact CSMS has a command line of its own, in a process of its own.
        parse(["--help"]) if words == ("csms",) else main([*words, "--help"])
    return text.getvalue()


def _summaries() -> dict[str, str]:
    """Return the first line of help of each command."""
    (choices,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return {action.dest: action.help or "" for action in choices._choices_actions}


def pages() -> Mapping[str, str]:
    """Return the page of all commands."""
    summaries = _summaries()
    with _width(100):
        sections = [f"## plugfest {name}\n\n{summaries[name]}\n\n{block(_help(name))}" for name in COMMANDS]
        first = block(_help())
    intro = f"What each command prints with {code('--help')}."
    return {"reference/commands.md": page("Commands", intro, first, *sections)}
