"""Hints for violated validations."""

from __future__ import annotations

from typing import Any

import pytest
from support.synthetic_trace import Trace

from plugfest.reports.hints import hint


def _violated(actual: object, **members: Any) -> Any:
    trace = Trace()
    trace.demand(None, "field", "must be right", actual, "violated", **members)
    return trace.validations[0]


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        ('currentTime: "2026-11-22T08:15:00" is not a "date-time"', 'The time zone is missing: "2026-11-22T08:15:00Z"'),
        ('currentTime: "22.11.2026 08:15" is not a "date-time"', 'such as "2026-11-22T08:15:00Z"'),
        ('"interval" is a required property', "The field interval is missing"),
        ('interval: "300" is not of type "integer"', "send it without quotes"),
        ('idToken: 17 is not of type "string"', "put the value in quotes"),
        ('evse: null is not of type "object"', "leave the field out"),
        ('status: "accepted" is not one of "Accepted", "Pending" or "Rejected"', 'write "Accepted"'),
        ('vendorId: "x" is longer than 255 characters', "At most 255 characters fit"),
        ("Additional properties are not allowed ('x' was unexpected)", "inside customData only"),
        ("something else", "fix the member that is named"),
    ],
)
def test_hint_for_a_schema_violation(actual: str, said: str) -> None:
    assert said in hint(_violated(actual, kind="automatic", rule="schema"))


@pytest.mark.parametrize(
    ("expected", "actual", "said"),
    [
        ("Immediate", "immediate", "Only the case differs: write 'Immediate'."),
        ("Immediate", " Immediate", "white space around"),
        (5, "5", "send the number 5 without quotes"),
        ("Immediate", "OnIdle", "Compare expected and actual"),
    ],
)
def test_hint_for_a_wrong_value(expected: object, actual: object, said: str) -> None:
    assert said in hint(_violated(actual, expected=expected))


def test_hint_for_a_missing_field() -> None:
    assert hint(_violated(None, expected=1, present=False)) == "The field field is missing: send it."
