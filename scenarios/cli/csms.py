"""Run the compact CSMS on its own: a test double for people who build stations (`plugfest csms --help`)."""

import argparse
import os
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Its arguments are the compact CSMS's own: they are passed on as they are."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def execute(arguments: argparse.Namespace) -> int:
    """Become the compact CSMS: a process that knows nothing of the suite."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", "plugfest.csms", *arguments.words])  # noqa: S606
