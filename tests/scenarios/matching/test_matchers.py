"""Every matcher: values that meet it, values that violate it, and its text."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugfest.scenarios.language import (
    ABSENT,
    ANY,
    above,
    absent_or,
    after,
    at_least,
    at_most,
    equals,
    exactly,
    from_now,
    near,
    one_of,
    other_than,
    that,
)
from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.matching.equality import MISSING, same
from plugfest.scenarios.matching.matchers import Matcher, show

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)

MATCHERS: list[tuple[Matcher, list[Any], list[Any], str]] = [
    (equals("A"), ["A"], ["B", MISSING, None, ["A"]], "f must be 'A', was 'B'"),
    (equals(6), [6, 6.0], [7, "6", True, MISSING], "f must be 6, was 7"),
    (equals(True), [True], [1, "true", False], "f must be true, was 1"),
    (equals(None), [None], [MISSING, 0], "f must be null, was absent"),
    (equals([1, 2]), [[1, 2]], [[2, 1], [1], 1], "f must be [1, 2], was [2, 1]"),
    (equals({"a": 1}), [{"a": 1}], [{"a": 1, "b": 2}, {}], "f must be {a: 1}, was {a: 1, b: 2}"),
    (ABSENT, [MISSING], [1, None, ""], "f must be absent, was 1"),
    (ANY, [1, None, ""], [MISSING], "f must be there, was absent"),
    (one_of("A", "B"), ["A", "B"], ["C", MISSING], "f must be 'A' or 'B', was 'C'"),
    (absent_or(0), [MISSING, 0, 0.0], [1, False], "f must be absent or 0, was 1"),
    (other_than("A"), ["B", 1, None], ["A", MISSING], "f must be there and not 'A', was 'A'"),
    (at_least(2), [2, 2.5], [1, "3", MISSING, True], "f must be at least 2, was 1"),
    (at_most(2), [2, 0, [1, 2], []], [3, [1, 2, 3], "1", MISSING], "f must be at most 2, was 3"),
    (above(0), [1, 0.1], [0, -1, MISSING], "f must be greater than 0, was 0"),
    (
        near(NOON, 10),
        ["2030-01-01T12:00:10Z", "2030-01-01T13:59:55+02:00"],
        ["2030-01-01T12:00:11Z", "2030-01-01T12:00:00", "noon", 1, MISSING],
        "f must be within 10 s of 2030-01-01T12:00:00Z, was '2030-01-01T12:00:11Z'",
    ),
    (
        after(NOON),
        ["2030-01-01T12:00:00.001Z"],
        ["2030-01-01T12:00:00Z", "x", MISSING],
        "f must be later than 2030-01-01T12:00:00Z, was '2030-01-01T12:00:00Z'",
    ),
    (
        exactly(1, 2),
        [[1, 2], [2, 1]],
        [[1], [1, 2, 3], [1, 1], 1, MISSING],
        "f must be exactly [1, 2], in any order, was [1]",
    ),
    (that("must be even", lambda v: v % 2 == 0), [2], [3, MISSING], "f must be even, was 3"),
]


@pytest.mark.parametrize(("matcher", "good", "bad", "said"), MATCHERS, ids=[row[0].says for row in MATCHERS])
def test_matcher_accepts_and_rejects_values(matcher: Matcher, good: list[Any], bad: list[Any], said: str) -> None:
    for value in good:
        (finding,) = compare(matcher, value, "f")
        assert finding.met, show(value)
        assert finding.text == f"f {matcher}"
    for value in bad:
        (finding,) = compare(matcher, value, "f")
        assert not finding.met, show(value)
    (first,) = compare(matcher, bad[0], "f")
    assert first.text == said


@pytest.mark.parametrize("ahead", [0.0, 3600.0])
def test_from_now_accepts_times_within_the_tolerance(ahead: float) -> None:
    matcher = from_now(ahead, within=30)
    moment = datetime.now(UTC) + timedelta(seconds=ahead)
    assert matcher.holds(moment.isoformat())
    assert not matcher.holds((moment + timedelta(seconds=60)).isoformat())
    assert not matcher.holds((moment - timedelta(seconds=60)).isoformat())
    assert not matcher.holds(MISSING)
    assert str(matcher) == f"must be {'now + 3600 s' if ahead else 'now'}, give or take 30 s"


def test_source_does_not_affect_a_matcher() -> None:
    matcher = one_of("A").per("erratum 6.3.13")
    assert matcher.source == "erratum 6.3.13"
    assert matcher.holds("A")
    assert str(matcher) == "must be 'A'"


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (6, 6.0, True),
        (0.1 + 0.2, 0.3, True),
        (True, 1, False),
        (1, True, False),
        (False, False, True),
        ({"a": [1, {"b": 2.0}]}, {"a": [1, {"b": 2}]}, True),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ([True], [1], False),
        (None, False, False),
        ("1", 1, False),
    ],
)
def test_equality_follows_json(left: Any, right: Any, equal: bool) -> None:
    assert same(left, right) is equal
    assert same(right, left) is equal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (MISSING, "absent"),
        (None, "null"),
        (True, "true"),
        ("it's", '"it\'s"'),
        ({"a": [1, "b"]}, "{a: [1, 'b']}"),
        ("x" * 500, "'" + "x" * 156 + "..."),
    ],
)
def test_values_are_shown_in_readable_form(value: Any, text: str) -> None:
    assert show(value) == text


NOTHING: list[Callable[[], Matcher]] = [lambda: at_least(1), lambda: near(NOON, 1), lambda: exactly(1)]


@pytest.mark.parametrize("make", NOTHING)
@pytest.mark.parametrize("value", [MISSING, None, "", {}, [], float("nan"), "9" * 5000, {"a": {"b": []}}])
def test_no_value_breaks_a_matcher(make: Callable[[], Matcher], value: Any) -> None:
    assert make().holds(value) in (True, False)
