"""Conditions of Part 5 on what a CSMS claims: `C-44 or NOT AQ-16`, `R-0 and R-2`, `C-61 or advanced-security`."""

from __future__ import annotations

import re
from collections.abc import Callable

Answer = Callable[[str], bool | None]
"""Return whether a feature, question or profile of that name is claimed; None if not specified."""

_TOKEN = re.compile(r"[()]|[A-Za-z][\w.-]*")
_LONGEST = 300
_OPERATORS = frozenset({"and", "or", "not"})


def holds(condition: str, claimed: Answer) -> bool | None:
    """Evaluate a condition: names joined by "and", "or", "not" (in any case) and parentheses.

    Returns None if the claims do not decide it. Raises ValueError for a condition that cannot be parsed.
    """
    tokens = _TOKEN.findall(condition)
    if len(condition) > _LONGEST or not tokens or "".join(tokens) != re.sub(r"\s", "", condition):
        raise ValueError(f"the condition {condition[:_LONGEST]!r} cannot be parsed")
    value, rest = _disjunction(tokens, claimed)
    if rest:
        raise ValueError(f"the condition {condition!r} cannot be parsed from {rest[0]!r} on")
    return value


def _disjunction(tokens: list[str], claimed: Answer) -> tuple[bool | None, list[str]]:
    value, rest = _conjunction(tokens, claimed)
    while rest and rest[0].lower() == "or":
        other, rest = _conjunction(rest[1:], claimed)
        value = True if True in (value, other) else None if None in (value, other) else False
    return value, rest


def _conjunction(tokens: list[str], claimed: Answer) -> tuple[bool | None, list[str]]:
    value, rest = _operand(tokens, claimed)
    while rest and rest[0].lower() == "and":
        other, rest = _operand(rest[1:], claimed)
        value = False if False in (value, other) else None if None in (value, other) else True
    return value, rest


def _operand(tokens: list[str], claimed: Answer) -> tuple[bool | None, list[str]]:
    if not tokens:
        raise ValueError("the condition ends too early")
    first, rest = tokens[0], tokens[1:]
    if first.lower() == "not":
        value, rest = _operand(rest, claimed)
        return (None if value is None else not value), rest
    if first == "(":
        value, rest = _disjunction(rest, claimed)
        if rest[:1] != [")"]:
            raise ValueError("a parenthesis of the condition is not closed")
        return value, rest[1:]
    if first == ")" or first.lower() in _OPERATORS:
        raise ValueError(f"the condition has {first!r} where a name is expected")
    return claimed(first), rest
