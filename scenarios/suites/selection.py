"""Selects cases by words: a case, a block, a certification profile."""

import difflib
import re
from collections.abc import Iterable

from plugfest.scenarios.config.profiles import FORMER_PROFILES, PROFILES
from plugfest.scenarios.suites.suite import Suite


class SelectionError(Exception):
    """A selection has an unknown name; the text suggests similar names."""


def select(suite: Suite, words: list[str]) -> list[str]:
    """Return the ids of the cases that these words name (case, block, profile); none: all official ones.

    `TC_B_21_CSMS`, `TC_B_21`, `b_21`, `B`, `core`, `reservation` (of Edition 3). Raises SelectionError.
    """
    if not words:
        return [case.id for case in suite.cases.values() if case.official]
    chosen: set[str] = set()
    for word in words:
        chosen |= _named(suite, word)
    return [case for case in suite.cases if case in chosen]


def expected_orders(suite: Suite, cases: Iterable[str]) -> int:
    """Return the approximate number of orders of these cases to the operator: each intent counts once per case."""
    return sum(len(suite.scenarios[case].orders) for case in cases if case in suite.scenarios)


def _named(suite: Suite, word: str) -> set[str]:
    upper, lower = word.upper(), word.lower()
    if upper in suite.blocks:
        return {case.id for case in suite.cases.values() if case.block == upper and case.official}
    if lower in PROFILES:
        return {case.id for case in suite.cases.values() if lower in case.profiles}
    if lower in FORMER_PROFILES:
        return {case.id for case in suite.cases.values() if lower in case.former_profiles}
    full = upper if upper.startswith("TC_") else f"TC_{upper}"
    full = full if full.endswith("_CSMS") else f"{full}_CSMS"
    if full in suite.cases:
        return {full}
    near = _near(suite, full, lower)
    nearest = f"; nearest: {', '.join(near)}" if near else ""
    raise SelectionError(f"{word} is no case, block or certification profile{nearest}")


def _near(suite: Suite, full: str, lower: str) -> list[str]:
    """Return suggestions: cases of the same block with similar numbers, otherwise similar names."""
    named = re.fullmatch(r"TC_([A-P])_?(\d{1,3})_CSMS", full)
    if named is not None:
        block = [case for case in suite.cases if case[3] == named[1]]
        return sorted(block, key=lambda case: abs(int(case[5:-5]) - int(named[2])))[:3]
    names = [*suite.cases, *PROFILES, *FORMER_PROFILES]
    return difflib.get_close_matches(full, suite.cases, 3, 0.8) or difflib.get_close_matches(lower, names, 3, 0.5)
