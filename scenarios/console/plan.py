"""The cases as the page lists them: facts, needs, last verdicts and obstacles."""

import inspect
import re
from collections.abc import Mapping
from typing import Any, Final

from plugfest.reports.record import Case as CaseRecord
from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.console.watch import verdict_of
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.preflight.availability import CaseAvailability, case_availability
from plugfest.scenarios.suites.catalogue import Case
from plugfest.scenarios.suites.registry import Scenario
from plugfest.scenarios.suites.suite import Suite
from plugfest.simulator.protocol.schemas import is_action

USUAL_SECONDS: Final = 1.0
"""For a case that was never played."""
SECONDS_PER_ORDER: Final = 30.0
"""Estimated time of a person for one task."""
_QUOTED: Final = re.compile(r'"([A-Z][A-Za-z0-9]+)"')
_HAND: Final = "manual"


def listed_cases(
    suite: Suite, description: CsmsDescription | None, last: Mapping[str, CaseRecord]
) -> list[dict[str, Any]]:
    """Return every case of the catalogue for the page; `last` has the records of the latest run of each case."""
    written = suite.scenarios
    available = _availability(suite, description)
    by_hand = description is not None and description.operator.get("kind") == _HAND
    return [
        _listed(case, written[case.id], available.get(case.id, CaseAvailability(case.id)), last.get(case.id), by_hand)
        | {"block_name": suite.blocks[case.block]}
        for case in suite.cases.values()
        if case.id in written
    ]


def _listed(
    case: Case, scenario: Scenario, available: CaseAvailability, last: CaseRecord | None, by_hand: bool
) -> dict[str, Any]:
    orders = scenario.orders if by_hand else []
    seconds = last["duration"] if last and last["plays"] else USUAL_SECONDS + SECONDS_PER_ORDER * len(orders)
    return {
        "id": case.id,
        "block": case.block,
        "title": case.title,
        "profiles": list(case.profiles),
        "requirements": list(case.requirements),
        "use_cases": list(case.use_cases),
        "official": case.official,
        "about": scenario.about,
        "orders": scenario.orders,
        "by_hand": len(orders),
        "messages": sorted(_messages(scenario)),
        "obstacles": list(available.obstacles),
        "cures": list(available.cures),
        "seconds": round(seconds, 1),
        "last": verdict_of(last) if last else None,
    }


def _availability(suite: Suite, description: CsmsDescription | None) -> dict[str, CaseAvailability]:
    """Return the obstacles of the cases that cannot be played without preparation, by case."""
    if description is None:
        return {}
    found = {each.case: each for each in case_availability(suite, description)}
    for case in suite.cases.values():
        claim = case.not_claimed(description.claims)
        if claim is not None:
            found[case.id] = CaseAvailability(case.id, (claim,))
    return found


def _messages(scenario: Scenario) -> set[str]:
    """Return the OCPP messages that a scenario names, and those that its orders cause."""
    source = inspect.getsource(scenario.play)
    named = {name for name in _QUOTED.findall(source) if is_action(name)}
    return named | {INTENTS[name].action for name in scenario.orders}
