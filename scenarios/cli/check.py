"""Say whether everything is there for a run: connections, operator, clocks, habits, and which cases can be played."""

import argparse
import asyncio

from rich.console import Console
from rich.text import Text

from plugfest.scenarios.cli.csms_file import described
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.preflight.check import CheckResult, check
from plugfest.scenarios.preflight.findings import Level
from plugfest.scenarios.suites.ocpp201_csms import SUITE

SIGNS = {Level.FINE: ("✓", "green"), Level.NOTE: ("·", "yellow"), Level.PROBLEM: ("✗", "red")}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest check` takes."""
    parser.add_argument("file", metavar="FILE", help="the CSMS, as a TOML file")
    parser.add_argument("--listen", type=float, default=3.0, metavar="SECONDS", help="how long to hear it after a boot")


def execute(arguments: argparse.Namespace) -> int:
    """Check; 1 where there is a problem."""
    try:
        description = described(arguments.file)
    except CommandError as error:
        return fail(str(error))
    assert description is not None
    return asyncio.run(_check(description, arguments.listen))


async def _check(description: CsmsDescription, listen: float) -> int:
    console, learnt, problems = Console(highlight=False), CheckResult(), 0
    async for finding in check(SUITE, description, learnt, listen):
        sign, color = SIGNS[finding.level]
        problems += finding.level is Level.PROBLEM
        console.print(Text.assemble((f"{sign} ", color), finding.text))
    proposal = learnt.proposal()
    if proposal:
        console.print("\nTo add to the file, so that a run expects what the CSMS sends by itself:\n")
        console.print(proposal, markup=False)
    return 1 if problems else 0
