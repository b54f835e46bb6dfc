import pytest

from plugfest.simulator.device.values import Characteristics


@pytest.mark.parametrize(
    ("rules", "value", "good"),
    [
        (Characteristics("dateTime"), "2026-06-01T12:00:00Z", True),
        (Characteristics("dateTime"), "tomorrow", False),
        (Characteristics("decimal"), "1.5", True),
        (Characteristics("decimal"), "1,5", False),
        (Characteristics("integer"), "9" * 5000, False),
        (Characteristics("string", max_limit=3), "four", False),
        (Characteristics("MemberList", values_list=("a", "b")), "a, b", True),
        (Characteristics("MemberList", values_list=("a", "b")), "", True),
        (Characteristics("OptionList", values_list=("a", "b")), "c", False),
    ],
)
def test_value_is_checked_against_type_and_limits(rules: Characteristics, value: str, good: bool) -> None:
    assert (rules.objection(value) is None) == good
