"""List the catalogue, and what is implemented."""

import argparse
import json
from collections.abc import Sequence

from rich.table import Table

from plugfest.reports.labels import short_id
from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.config.description import FORMER_PROFILES
from plugfest.scenarios.engine.case_record import case_record
from plugfest.scenarios.engine.verdict import Verdict
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select

FACTS = (
    *("id", "block", "title", "use_cases", "requirements", "profiles", "feature", "official", "changed"),
    *("implemented", "about"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest cases` takes."""
    parser.add_argument("selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="what to list; default: all")
    parser.add_argument("--changes", action="store_true", help="what the current edition of OCPP has changed")
    parser.add_argument("--json", action="store_true", help="as JSON, with what each case needs")


def execute(arguments: argparse.Namespace) -> int:
    """List."""
    try:
        chosen = select(SUITE, arguments.selection)
    except SelectionError as error:
        return fail(str(error))
    if arguments.changes:
        _print_changes([SUITE.cases[case] for case in (chosen if arguments.selection else SUITE.cases)])
        return 0
    facts = [case_record(SUITE.cases[case], SUITE.scenarios.get(case), Verdict.NOT_RUN, None) for case in chosen]
    if arguments.json:
        print(json.dumps([{name: each[name] for name in (*FACTS, "needs")} for each in facts], indent=2))
        return 0
    table = Table("Case", "", "Profiles", "Title", box=None, header_style="bold")
    for each in facts:
        profiles = " ".join(f"{name}:{demand}" for name, demand in each["profiles"].items()) or "–"
        table.add_row(each["id"], "✓" if each["implemented"] else "", profiles, each["title"])
    console = make_console()
    console.print(table)
    written = sum(each["implemented"] for each in facts)
    console.print(f"{written} of {len(facts)} implemented")
    return 0


def _print_changes(cases: Sequence[Case]) -> None:
    """Print what can give a CSMS another verdict than by the edition before."""
    console = make_console()
    console.print(f"What {SUITE.edition}, errata {SUITE.errata}, changes for a CSMS that passed before:\n")
    table = Table("Case", "What changed", box=None, header_style="bold")
    for case in cases:
        if case.changed:
            table.add_row(case.id, case.changed)
    for profile, feature in FORMER_PROFILES.items():
        now = [short_id(case.id) for case in cases if profile in case.former_profiles]
        if now:
            text = f"the certification profile {profile} is the feature {feature} of core now, for {', '.join(now)}"
            table.add_row(feature, text)
    console.print(table)
