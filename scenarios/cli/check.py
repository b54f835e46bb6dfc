"""Say whether everything is there for a run: connections, operator, clocks, habits, and which cases can be played."""

import argparse
import asyncio

from rich.console import Console
from rich.text import Text

from plugfest.scenarios.cli.csms_file import described
from plugfest.scenarios.cli.failure import CommandError, fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.preflight.check import check
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.proposal import CheckResult
from plugfest.scenarios.suites.ocpp201_csms import SUITE

SIGNS = {Level.FINE: ("✓", "green"), Level.NOTE: ("·", "yellow"), Level.PROBLEM: ("✕", "red")}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest check` takes."""
    parser.add_argument("file", metavar="FILE", help="the CSMS, as a TOML file")
    parser.add_argument("--listen", type=float, default=3.0, metavar="SECONDS", help="how long to listen after a boot")
    parser.add_argument("--verbose", action="store_true", help="name the cases that cannot be played")


def execute(arguments: argparse.Namespace) -> int:
    """Check; 1 where there is a problem."""
    try:
        description = described(arguments.file)
    except CommandError as error:
        return fail(str(error))
    assert description is not None
    return asyncio.run(_check(description, arguments.listen, arguments.verbose))


async def _check(description: CsmsDescription, listen: float, verbose: bool) -> int:
    console, learnt, problems = make_console(), CheckResult(), list[Finding]()
    with console.status("trying the CSMS"):
        async for finding in check(SUITE, description, learnt, listen):
            if finding.level is Level.PROBLEM:
                problems.append(finding)
            else:
                _print(console, finding, verbose)
    proposal = learnt.proposal()
    if proposal:
        console.print("\nSuggested additions to the file:\n")
        console.print(proposal, markup=False)
    for problem in problems:
        _print(console, problem, verbose)
    return 1 if problems else 0


def _print(console: Console, finding: Finding, verbose: bool) -> None:
    sign, color = SIGNS[finding.level]
    console.print(Text.assemble((f"{sign} ", color), finding.text))
    if verbose and finding.details:
        console.print(Text(f"  {finding.details}", style="dim"))
