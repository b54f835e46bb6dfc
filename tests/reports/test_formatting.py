"""Messages and values on one line."""

from __future__ import annotations

import pytest
from support.synthetic_trace import Trace

from plugfest.reports.formatting import cut, expected, frame_summary, inline


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


@pytest.mark.parametrize(
    ("text", "message_id", "said"),
    [
        ('[2,"17","Reset",{"a":"17","b":1.0,"c":1e3}]', "17", 'a: "17", b: 1.0, c: 1000.0'),
        ('[2, "17", "Reset", {"a":"17"}]', "17", 'a: "17"'),
        ('[2,"\\u0061","Reset",{"x":"a","y":"b"}]', "a", 'x: "a", y: "b"'),
        ('[2,"17","Reset",{"a":17]', "17", '[2,"17","Reset",{"a":17]'),
        ('[2,"","Reset",{"a":""}]', "", 'a: ""'),
    ],
)
def test_payload_is_shown_whatever_the_id_of_the_message(text: str, message_id: str, said: str) -> None:
    trace = Trace()
    trace.frame("station", text, "Reset", message="CALL", id=message_id)
    assert frame_summary(trace.trace[-1]) == said
