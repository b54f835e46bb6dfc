"""Equality of values follows the OCPP type of their field."""

from typing import Any

import pytest

from plugfest.scenarios.language import absent_or, all_of, every, exactly, one_of, other_than
from plugfest.scenarios.matching.comparison import matches
from plugfest.scenarios.matching.equality import same

START = "RequestStartTransactionRequest"


@pytest.mark.parametrize(
    ("kind", "left", "right", "equal"),
    [
        ("identifierString", "FF381CD8", "ff381cd8", True),
        ("string", "FF381CD8", "ff381cd8", False),
        ("", "FF381CD8", "ff381cd8", False),
        ("ResetEnumType", "OnIdle", "onidle", False),
        ("dateTime", "2030-01-01T12:00:00Z", "2030-01-01T13:00:00.000+01:00", True),
        ("dateTime", "2030-01-01T12:00:00Z", "2030-01-01T12:00:00.001Z", False),
        ("dateTime", "noon", "noon", True),
        ("string", "2030-01-01T12:00:00Z", "2030-01-01T13:00:00+01:00", False),
        ("decimal", 6, 6.0, True),
        ("IdTokenType", {"idToken": "A", "type": "Local"}, {"idToken": "a", "type": "Local"}, True),
        ("IdTokenType", {"idToken": "A", "type": "Local"}, {"idToken": "a", "type": "local"}, False),
        ("CertificateHashDataType", {"serialNumber": "AB"}, {"serialNumber": "ab"}, True),
        ("CertificateHashDataType", {"issuerKeyHash": "AB"}, {"issuerKeyHash": "ab"}, False),
    ],
)
def test_equality_depends_on_the_field_type(kind: str, left: Any, right: Any, equal: bool) -> None:
    assert same(left, right, kind) is same(right, left, kind) is equal


@pytest.mark.parametrize(
    "demand",
    [
        {"idToken": {"idToken": "ABC"}},
        {"idToken": {"idToken": one_of("ABC", "DEF")}},
        {"idToken": {"idToken": absent_or("ABC")}},
        {"idToken": {"idToken": all_of("ABC", other_than("GHI"))}},
    ],
)
def test_every_matcher_compares_by_the_field_type(demand: Any) -> None:
    assert matches(demand, {"idToken": {"idToken": "abc", "type": "Local"}}, START)
    assert not matches(demand, {"idToken": {"idToken": "ghi", "type": "Local"}}, START)


def test_other_than_ignores_the_letter_case() -> None:
    assert not matches({"transactionId": other_than("abc")}, {"transactionId": "ABC"}, "RequestStopTransactionRequest")


def test_list_elements_have_the_type_of_their_field() -> None:
    data = {"getVariableData": [{"component": {"name": "occpCtrlr"}}, {"component": {"name": "CLOCKCTRLR"}}]}
    wanted = {"getVariableData": [{"component": {"name": "ClockCtrlr"}}]}
    assert matches(wanted, data, "GetVariablesRequest")
    assert not matches(wanted, {"getVariableData": data["getVariableData"][:1]}, "GetVariablesRequest")
    both = {"getVariableData": exactly(*({"component": {"name": name}} for name in ("ClockCtrlr", "OccpCtrlr")))}
    assert matches(both, data, "GetVariablesRequest")
    assert matches({"getVariableData": every({"component": {"name": "clockctrlr"}})},
                   {"getVariableData": data["getVariableData"][1:]}, "GetVariablesRequest")  # fmt: skip


def test_shown_value_is_compared_by_field_names() -> None:
    shown = {"token": {"idToken": "ABC", "type": "Local"}, "transactionId": "T1", "state": "Active"}
    assert matches({"transactionId": "t1", "token": {"idToken": "abc"}}, shown)
    assert not matches({"state": "active"}, shown)
