"""Comparing a message with its demands: one finding per demand."""

from typing import Any

import pytest

from plugfest.scenarios.language import (
    ABSENT,
    advised,
    all_of,
    at_most,
    beyond,
    depending,
    every,
    first,
    one_of,
)
from plugfest.scenarios.matching.comparison import compare, matches, mismatch


def said(expected: Any, actual: Any) -> list[str]:
    return [finding.text for finding in compare(expected, actual) if not finding.met]


def test_dict_matches_as_a_subset() -> None:
    assert matches({"type": "Immediate"}, {"type": "Immediate", "evseId": 1, "customData": {}})


def test_every_violated_demand_is_listed() -> None:
    expected = {"type": "Immediate", "evseId": ABSENT, "customData": {"vendorId": "us"}}
    actual = {"type": "OnIdle", "evseId": 1, "customData": {"vendorId": "them"}}
    assert said(expected, actual) == [
        "type must be 'Immediate', was 'OnIdle'",
        "evseId must be absent, was 1",
        "customData.vendorId must be 'us', was 'them'",
    ]
    assert mismatch(expected, actual) == 3


@pytest.mark.parametrize("actual", [None, 1, "x", [], True])
def test_value_of_another_type_has_no_members(actual: Any) -> None:
    assert said({"a": {"b": 1}}, actual) == ["a.b must be 1, was absent"]
    assert matches({"a": ABSENT}, actual)


def test_lists_match_by_content() -> None:
    expected = {"data": [{"name": "b"}, {"name": "a"}]}
    assert matches(expected, {"data": [{"name": "a"}, {"name": "c"}, {"name": "b"}]})


def test_unmatched_element_is_compared_with_the_nearest() -> None:
    expected = [{"name": "a", "value": 1}, {"name": "b", "value": 2}]
    actual = [{"name": "b", "value": 2}, {"name": "a", "value": 9}]
    assert said(expected, actual) == ["[1].value must be 1, was 9"]


def test_element_matches_one_demand_only() -> None:
    assert said([1, 1], [1, 2]) == ["[1] must be 1, was 2"]


@pytest.mark.parametrize("actual", [[], None, {}, "ab", 1])
def test_demand_without_an_element_left_is_absent(actual: Any) -> None:
    assert said({"l": [{"a": 1}]}, {"l": actual}) == ["l[...].a must be 1, was absent"]


def test_weight_applies_to_nested_demands() -> None:
    expected = {"a": 1, "b": beyond({"c": 1, "d": [2]}), "e": advised("x")}
    findings = {finding.path: finding.weight for finding in compare(expected, {"b": {"d": []}})}
    assert findings == {"a": "required", "b.c": "beyond", "b.d[...]": "beyond", "e": "advised"}


def test_only_required_demands_decide_a_match() -> None:
    assert matches({"a": advised(1), "b": beyond(ABSENT)}, {"a": 2, "b": 3})
    assert not matches({"a": advised(1), "c": 1}, {"a": 1})


@pytest.mark.parametrize(
    ("came", "violated"),
    [
        ("Accepted", []),
        ("Processing", ["advised: status must be 'Accepted', was 'Processing'"]),
        (
            "Rejected",
            [
                "required: status must be 'Accepted' or 'Processing', was 'Rejected'",
                "advised: status must be 'Accepted', was 'Rejected'",
            ],
        ),
    ],
)
def test_tolerated_value_is_a_warning(came: str, violated: list[str]) -> None:
    findings = compare({"status": advised("Accepted", tolerate="Processing")}, {"status": came})
    assert [f"{finding.weight}: {finding.text}" for finding in findings if not finding.met] == violated


def test_all_of_applies_every_matcher() -> None:
    assert said({"a": all_of(at_most(5), one_of(1, 9))}, {"a": 7}) == [
        "a must be at most 5, was 7",
        "a must be 1 or 9, was 7",
    ]


def test_every_requires_at_least_one_element() -> None:
    expected = {"l": every({"s": "A"})}
    assert matches(expected, {"l": [{"s": "A"}, {"s": "A"}]})
    assert said(expected, {"l": [{"s": "A"}, {"s": "B"}]}) == ["l[1].s must be 'A', was 'B'"]
    assert said(expected, {"l": []}) == said(expected, {}) == ["l[...].s must be 'A', was absent"]


def test_first_compares_the_first_element_only() -> None:
    expected = {"l": first({"startPeriod": 0})}
    assert matches(expected, {"l": [{"startPeriod": 0}, {"startPeriod": 5}]})
    assert said(expected, {"l": [{"startPeriod": 5}, {"startPeriod": 0}]}) == ["l[0].startPeriod must be 0, was 5"]
    assert said(expected, {"l": []}) == ["l[0].startPeriod must be 0, was absent"]


def test_depending_builds_the_demand_from_the_value() -> None:
    expected = {"p": depending(lambda p: {"id": ABSENT} if p.get("kind") == "Relative" else {"id": 1})}
    assert matches(expected, {"p": {"kind": "Relative"}})
    assert said(expected, {"p": {"kind": "Absolute", "id": 2}}) == ["p.id must be 1, was 2"]
    assert said(expected, {}) == ["p.id must be 1, was absent"]


def test_compound_matcher_keeps_its_weight() -> None:
    (finding,) = compare({"l": beyond(every(1))}, {"l": [2]})
    assert finding.weight == "beyond"
