"""Run the compact CSMS on its own: a test double for people who build stations (`plugfest csms --help`)."""

import argparse
import os
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare nothing: all arguments are passed on to the compact CSMS."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def execute(arguments: argparse.Namespace) -> int:
    """Replace this process by the compact CSMS, which does not import the suite."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", "plugfest.csms", *arguments.words])  # noqa: S606
