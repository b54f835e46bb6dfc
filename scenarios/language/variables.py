"""Variables of a station's device model in a scenario: requirements on entries that name them."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from plugfest.scenarios.intents import Variable
from plugfest.scenarios.matching.comparison import matches
from plugfest.scenarios.matching.equality import MISSING, same
from plugfest.scenarios.matching.matchers import ABSENT, Matcher, that

_ENTRY = "GetVariableDataType"
"""Entries of all requests have `component` and `variable` of the same types."""


def whole_key(variable: Variable) -> dict[str, Any]:
    """Require that `component` and `variable` name exactly this variable.

    An additional EVSE, connector or instance names another variable: a station answers UnknownComponent.
    """
    named: dict[str, Any] = variable.payload
    evse = named["component"].get("evse")
    return {
        "component": {
            "instance": ABSENT,
            **named["component"],
            "evse": ABSENT if evse is None else {"connectorId": ABSENT, **evse},
        },
        "variable": {"instance": ABSENT, **named["variable"]},
    }


def only(*variables: Variable) -> Matcher:
    """Require entries for exactly these variables, with any attributes."""
    names = ", ".join(map(str, variables))
    return that(f"must name {names} only", lambda entries: not others(entries, *variables))


def others(entries: Any, *variables: Variable) -> list[dict[str, Any]]:
    """Return the entries of a list that name other variables."""
    keys = [whole_key(variable) for variable in variables]
    return [entry for entry in _objects(entries) if not any(matches(key, entry, _ENTRY) for key in keys)]


def named_once(attribute: str = "attributeType") -> Matcher:
    """Require that no two entries name the same attribute of the same variable."""

    def holds(entries: Any) -> bool:
        return not any(_is_same_key(one, other, attribute) for one, other in combinations(_objects(entries), 2))

    return that("must name each attribute of a variable once", holds)


def in_words(entry: dict[str, Any]) -> str:
    """Return an entry's variable as text: "OCPPCommCtrlr.OfflineThreshold"."""
    names = [place.get("name", "?") if isinstance(place := entry.get(key), dict) else "?" for key in _KEY]
    return ".".join(map(str, names))


_KEY = ("component", "variable")


def _is_same_key(one: dict[str, Any], other: dict[str, Any], attribute: str) -> bool:
    of_both = [each.get(attribute) or "Actual" for each in (one, other)]
    keys = [{name: each.get(name, MISSING) for name in _KEY} for each in (one, other)]
    return of_both[0] == of_both[1] and same(keys[0], keys[1], _ENTRY)


def _objects(entries: Any) -> Sequence[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
