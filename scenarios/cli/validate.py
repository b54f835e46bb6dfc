"""Say whether TOML files of CSMSs can be used, without connecting: keys, values, files that they name.

An environment variable that a file takes a value from may be missing here: that is noted, and the value not looked at.
"""

import argparse

from rich.console import Console
from rich.text import Text

from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.config.problems import ConfigurationError
from plugfest.scenarios.config.read import read_description


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest validate` takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="the CSMS, as a TOML file")


def execute(arguments: argparse.Namespace) -> int:
    """Validate each file; return 1 when one cannot be used."""
    console = make_console()
    usable = [_usable(console, file) for file in arguments.files]
    return 0 if all(usable) else 1


def _usable(console: Console, file: str) -> bool:
    """Print the problems of a file; return whether it is valid where its environment variables are set."""
    try:
        read_description(file)
    except ConfigurationError as error:
        for problem in error.problems:
            sign, color = ("· ", "yellow") if problem.unset else ("✕ ", "red")
            console.print(Text.assemble((sign, color), f"{file}: {problem}"), soft_wrap=True)
        if not all(problem.unset for problem in error.problems):
            return False
    console.print(Text.assemble(("✓ ", "green"), f"{file} can be used"), soft_wrap=True)
    return True
