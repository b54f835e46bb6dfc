"""Messages and values on one line."""

from __future__ import annotations

import pytest
from support.synthetic_trace import Trace

from plugfest.reports.formatting import cut, expected, inline


@pytest.mark.parametrize(
    ("matcher", "value", "said"),
    [
        ("must be 'Immediate'", "Immediate", ("", '"Immediate"')),
        ("must be 1", 1, ("", "1")),
        ("must be at least 224", 224, ("at least 224", "")),
        ("must be the configured certificate", "PEM", ("the configured certificate", '"PEM"')),
        ("must be absent", None, ("absent", "")),
    ],
)
def test_expected_value_is_printed_once(matcher: str, value: object, said: tuple[str, str]) -> None:
    trace = Trace()
    trace.demand(None, "type", matcher, None, expected=value)
    assert expected(trace.validations[0]) == said


def test_values_are_shortened_to_one_line() -> None:
    assert inline({"a": [1, {"b": None}], "c": "x"}) == '{a: [1, {b: null}], c: "x"}'
    assert inline(list(range(1000)), 20).endswith(", …]")
    assert cut("a  b\nc", 10) == "a b c"
    assert cut("a" * 50, 10) == "a" * 9 + "…"
