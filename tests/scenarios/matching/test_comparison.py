"""Comparing a message with what is expected of it: one finding per demand."""

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


def test_a_dict_demands_its_members_and_no_others() -> None:
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
def test_a_value_that_is_no_object_has_no_members(actual: Any) -> None:
    assert said({"a": {"b": 1}}, actual) == ["a.b must be 1, was absent"]
    assert matches({"a": ABSENT}, actual)


def test_lists_match_by_content() -> None:
    expected = {"data": [{"name": "b"}, {"name": "a"}]}
    assert matches(expected, {"data": [{"name": "a"}, {"name": "c"}, {"name": "b"}]})


def test_an_element_that_nothing_fits_is_compared_with_the_nearest() -> None:
    expected = [{"name": "a", "value": 1}, {"name": "b", "value": 2}]
    actual = [{"name": "b", "value": 2}, {"name": "a", "value": 9}]
    assert said(expected, actual) == ["[1].value must be 1, was 9"]


def test_an_element_counts_once() -> None:
    assert said([1, 1], [1, 2]) == ["[1] must be 1, was 2"]


@pytest.mark.parametrize("actual", [[], None, {}, "ab", 1])
def test_an_element_with_nothing_left_to_fit_is_missing(actual: Any) -> None:
    assert said({"l": [{"a": 1}]}, {"l": actual}) == ["l[...].a must be 1, was absent"]


def test_weights_reach_down_to_every_demand_below() -> None:
    expected = {"a": 1, "b": beyond({"c": 1, "d": [2]}), "e": advised("x")}
    findings = {finding.path: finding.weight for finding in compare(expected, {"b": {"d": []}})}
    assert findings == {"a": "required", "b.c": "beyond", "b.d[...]": "beyond", "e": "advised"}


def test_only_what_is_required_makes_a_misfit() -> None:
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
def test_a_tolerated_value_is_worth_a_warning_and_no_other(came: str, violated: list[str]) -> None:
    findings = compare({"status": advised("Accepted", tolerate="Processing")}, {"status": came})
    assert [f"{finding.weight}: {finding.text}" for finding in findings if not finding.met] == violated


def test_all_of_demands_each_of_one_value() -> None:
    assert said({"a": all_of(at_most(5), one_of(1, 9))}, {"a": 7}) == [
        "a must be at most 5, was 7",
        "a must be 1 or 9, was 7",
    ]


def test_every_demands_it_of_each_element_and_at_least_one() -> None:
    expected = {"l": every({"s": "A"})}
    assert matches(expected, {"l": [{"s": "A"}, {"s": "A"}]})
    assert said(expected, {"l": [{"s": "A"}, {"s": "B"}]}) == ["l[1].s must be 'A', was 'B'"]
    assert said(expected, {"l": []}) == said(expected, {}) == ["l[...].s must be 'A', was absent"]


def test_first_demands_it_of_the_first_element_alone() -> None:
    expected = {"l": first({"startPeriod": 0})}
    assert matches(expected, {"l": [{"startPeriod": 0}, {"startPeriod": 5}]})
    assert said(expected, {"l": [{"startPeriod": 5}, {"startPeriod": 0}]}) == ["l[0].startPeriod must be 0, was 5"]
    assert said(expected, {"l": []}) == ["l[0].startPeriod must be 0, was absent"]


def test_a_demand_may_depend_on_what_came() -> None:
    expected = {"p": depending(lambda p: {"id": ABSENT} if p.get("kind") == "Relative" else {"id": 1})}
    assert matches(expected, {"p": {"kind": "Relative"}})
    assert said(expected, {"p": {"kind": "Absolute", "id": 2}}) == ["p.id must be 1, was 2"]
    assert said(expected, {}) == ["p.id must be 1, was absent"]


def test_compounds_keep_the_weight_that_they_are_given() -> None:
    (finding,) = compare({"l": beyond(every(1))}, {"l": [2]})
    assert finding.weight == "beyond"
