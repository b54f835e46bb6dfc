"""Say what a case wants, and which orders and configured values it needs."""

import argparse

from plugfest.reports.labels import paragraphs
from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest explain` takes."""
    parser.add_argument("case", metavar="CASE", help="such as TC_B_22")


def execute(arguments: argparse.Namespace) -> int:
    """Explain."""
    try:
        chosen = select(SUITE, [arguments.case])
    except SelectionError as error:
        return fail(str(error))
    console = make_console()
    for case in (SUITE.cases[each] for each in chosen):
        console.print(f"[bold]{case.id}[/bold]  {case.title}")
        profiles = ", ".join(f"{name} ({demand})" for name, demand in case.profiles.items()) or "no profile"
        console.print(
            f"Block {case.block} {SUITE.blocks[case.block]}; {profiles}"
            + (f"; feature {case.feature}" if case.feature else "")
        )
        console.print(f"Use cases {' '.join(case.use_cases) or '–'}; requirements {' '.join(case.requirements) or '–'}")
        console.print(f"By {SUITE.edition}, errata {SUITE.errata}")
        if case.changed:
            console.print(f"Changed by this edition: {case.changed}")
        if not case.official:
            console.print("Not one of the official cases")
        scenario = SUITE.scenarios.get(case.id)
        if scenario is None:
            console.print("No scenario is written yet.")
            continue
        console.print(f"\n{paragraphs(scenario.about)}\n", markup=False)
        states = ", ".join(beginning.state for beginning in scenario.options.begins) or "Booted"
        console.print(f"Begins in: {states}")
        for name in scenario.orders:
            console.print(f"Order: {name}; the CSMS carries it out by a {INTENTS[name].action}Request")
        if scenario.configured:
            console.print(f"Configured values: {', '.join(scenario.configured)}")
        console.print()
    return 0
