"""List the catalogue, and what is implemented."""

import argparse
import json

from rich.console import Console
from rich.table import Table

from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.engine.run_case import case_record
from plugfest.scenarios.engine.verdict import Verdict
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select

FACTS = ("id", "block", "title", "use_cases", "requirements", "profiles", "feature", "official", "implemented", "about")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest cases` takes."""
    parser.add_argument("selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="what to list; default: all")
    parser.add_argument("--json", action="store_true", help="as JSON, with what each case needs")


def execute(arguments: argparse.Namespace) -> int:
    """List."""
    try:
        chosen = select(SUITE, arguments.selection)
    except SelectionError as error:
        return fail(str(error))
    facts = [case_record(SUITE.cases[case], SUITE.scenarios.get(case), Verdict.NOT_RUN, None) for case in chosen]
    if arguments.json:
        print(json.dumps([{name: each[name] for name in (*FACTS, "needs")} for each in facts], indent=2))
        return 0
    table = Table("Case", "", "Profiles", "Title", box=None, header_style="bold")
    for each in facts:
        profiles = " ".join(f"{name}:{demand}" for name, demand in each["profiles"].items()) or "–"
        table.add_row(each["id"], "✓" if each["implemented"] else "", profiles, each["title"])
    console = Console(highlight=False)
    console.print(table)
    written = sum(each["implemented"] for each in facts)
    console.print(f"{written} of {len(facts)} implemented")
    return 0
