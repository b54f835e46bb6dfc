"""List the catalogue, and what is implemented."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from plugfest.reports.labels import short_id
from plugfest.scenarios.cli.failure import fail
from plugfest.scenarios.cli.output import make_console
from plugfest.scenarios.config.profiles import FORMER_PROFILES
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.scenarios.suites.selection import SelectionError, select

FACTS = (
    *("id", "block", "title", "use_cases", "requirements", "profiles", "feature", "official", "changed"),
    *("implemented", "about"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `plugfest cases` takes."""
    parser.add_argument(
        "selection", nargs="*", metavar="CASE|BLOCK|PROFILE", help="cases, blocks or profiles to list; default: all"
    )
    parser.add_argument("--changes", action="store_true", help="cases changed by the current edition of OCPP")
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
    if arguments.json:
        print(json.dumps([_facts(case) for case in chosen], indent=2))
        return 0
    table = Table("Case", "", "Profiles", "Title", box=None, header_style="bold")
    for case in map(SUITE.cases.__getitem__, chosen):
        profiles = " ".join(f"{name}:{demand}" for name, demand in case.profiles.items()) or "–"
        table.add_row(case.id, "✓" if case.id in SUITE.implemented else "", profiles, case.title)
    console = make_console()
    console.print(table)
    console.print(f"{len(SUITE.implemented & set(chosen))} of {len(chosen)} implemented")
    return 0


def _facts(case: str) -> dict[str, Any]:
    """Return the catalogue's facts about a case, and what the case needs."""
    from plugfest.scenarios.engine.case_record import case_record
    from plugfest.scenarios.engine.verdict import Verdict

    record = case_record(SUITE.cases[case], SUITE.scenarios.get(case), Verdict.NOT_RUN, None)
    return {name: record[name] for name in (*FACTS, "needs")}


def _print_changes(cases: Sequence[Case]) -> None:
    """Print the changes of an edition that can change a CSMS's verdict."""
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
