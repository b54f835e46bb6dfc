"""Equality of values as OCPP defines it for their types (Part 2, section 2.1.4)."""

from datetime import datetime
from typing import Any, Final

from plugfest.simulator.protocol.field_types import field_type

MISSING: Final = object()
"""A marker for an absent field."""


def same(actual: Any, expected: Any, kind: str = "") -> bool:
    """Return whether two values are equal in OCPP.

    `kind` is the type of the field that has them ("identifierString", "EVSEType"); for a list, that of its elements.
    identifierStrings are compared without case, date-times as moments, numbers by value (6 equals 6.0, true never
    equals 1), other texts exactly.
    """
    if isinstance(actual, str) and isinstance(expected, str):
        return _same_text(actual, expected, kind)
    if isinstance(actual, bool) or isinstance(expected, bool):
        return actual is expected
    if is_number(actual) and is_number(expected):
        return bool(abs(actual - expected) < 1e-9)
    if isinstance(actual, list) and isinstance(expected, list):
        pairs = zip(actual, expected, strict=False)
        return len(actual) == len(expected) and all(same(one, other, kind) for one, other in pairs)
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(
            same(actual[key], expected[key], field_type(kind, key, expected[key])) for key in actual
        )
    return type(actual) is type(expected) and bool(actual == expected)


def _same_text(actual: str, expected: str, kind: str) -> bool:
    if kind == "identifierString":
        return actual.casefold() == expected.casefold()
    if kind == "dateTime" and (moment := as_datetime(actual)) is not None:
        return moment == as_datetime(expected)
    return actual == expected


def is_number(value: Any) -> bool:
    """Return whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_datetime(value: Any) -> datetime | None:
    """Return a date-time as OCPP writes it, with its offset; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
