"""The limits that a CSMS declares."""

from collections.abc import Iterable

from plugfest.scenarios.config.conditions import conditions_hold
from plugfest.scenarios.config.description import Cannot
from plugfest.scenarios.intents import Intent


def declared_gap(cannot: Iterable[Cannot], intent: Intent) -> str | None:
    """Return the configured reason for not performing this intent; None when there is none."""
    for entry in cannot:
        if entry.what == intent.name and conditions_hold(entry.when, intent.parameters()):
            return entry.reason
    return None


def declared_case_gap(cannot: Iterable[Cannot], case: str) -> str | None:
    """Return the configured reason for not playing this case ("TC_F_06_CSMS"); None when there is none."""
    for entry in cannot:
        if entry.what.removesuffix("_CSMS") == case.removesuffix("_CSMS"):
            return entry.reason
    return None
