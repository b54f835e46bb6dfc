"""Does a conditional case apply to a CSMS? Part 5 says it by features (C-13) and questions to the vendor (AQ-16)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z]+-?\d+(?:\.\d+)?|[A-Za-z]+)")


def holds(condition: str, claimed: Mapping[str, bool]) -> bool | None:
    """Evaluate a condition such as `C-44 or NOT AQ-16` over what is claimed.

    Returns None when the claims leave it open. Raises ValueError for a condition that cannot be read.
    """
    tokens = _TOKEN.findall(condition)
    if not tokens or "".join(tokens) != re.sub(r"\s", "", condition):
        raise ValueError(f"the condition {condition!r} cannot be read")
    value, rest = _either(tokens, claimed)
    if rest:
        raise ValueError(f"the condition {condition!r} cannot be read from {rest[0]!r} on")
    return value


def _either(tokens: list[str], claimed: Mapping[str, bool]) -> tuple[bool | None, list[str]]:
    value, rest = _both(tokens, claimed)
    while rest and rest[0].lower() == "or":
        other, rest = _both(rest[1:], claimed)
        value = True if True in (value, other) else None if None in (value, other) else False
    return value, rest


def _both(tokens: list[str], claimed: Mapping[str, bool]) -> tuple[bool | None, list[str]]:
    value, rest = _single(tokens, claimed)
    while rest and rest[0].lower() == "and":
        other, rest = _single(rest[1:], claimed)
        value = False if False in (value, other) else None if None in (value, other) else True
    return value, rest


def _single(tokens: list[str], claimed: Mapping[str, bool]) -> tuple[bool | None, list[str]]:
    if not tokens:
        raise ValueError("the condition ends too early")
    first, rest = tokens[0], tokens[1:]
    if first.lower() == "not":
        value, rest = _single(rest, claimed)
        return (None if value is None else not value), rest
    if first == "(":
        value, rest = _either(rest, claimed)
        if rest[:1] != [")"]:
            raise ValueError("a parenthesis of the condition is not closed")
        return value, rest[1:]
    if not first[-1].isdigit():
        raise ValueError(f"the condition names a feature where {first!r} stands")
    return claimed.get(first), rest
