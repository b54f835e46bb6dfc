"""Orders that the operator of a CSMS cannot give, with the cases that need them."""

from __future__ import annotations

import re

from plugfest.reports.record import Case

_CODES = frozenset({"cannot", "no-operator"})
_NAMED = re.compile(r"no request for (\w+)")


def missing_intents(cases: list[Case]) -> dict[str, list[Case]]:
    """Return the cases that could not be played without an order, by intent; the most frequent first."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        if case["verdict"] == "INCONCLUSIVE" and case["cause"] and case["cause"]["code"] in _CODES:
            found.setdefault(_intent(case), []).append(case)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _intent(case: Case) -> str:
    text = case["cause"]["text"] if case["cause"] else ""
    named = _NAMED.search(text)
    if named:
        return named[1]
    asked = [name for name in case["needs"]["orders"] if name in text]
    needed = asked or case["needs"]["orders"]
    return needed[0] if len(needed) == 1 else text.removeprefix("the operator cannot ").split(":")[0]
