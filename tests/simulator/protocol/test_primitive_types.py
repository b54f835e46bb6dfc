"""The limits of primitive types on messages of a CSMS."""

import json
from typing import Any

import pytest

from plugfest.simulator.protocol.frames import Defect
from plugfest.simulator.protocol.judge import Judge


def defects(action: str, **payload: Any) -> list[Defect]:
    return list(Judge().read(json.dumps([2, "1", action, payload])).defects)


def answered(action: str, payload: Any) -> list[Defect]:
    judge = Judge()
    judge.sent_call("1", action)
    return list(judge.read(json.dumps([3, "1", payload])).defects)


def test_microseconds_are_a_defect_that_names_the_right_notation() -> None:
    (defect,) = answered("Heartbeat", {"currentTime": "2026-11-28T18:51:37.265456+00:00"})
    assert (defect.rule, defect.path, defect.advised) == ("fraction", "currentTime", False)
    assert "has 6 fractional digits of a second, at most 3 are allowed (Part 2, 2.1.4)" in defect.text
    assert "write milliseconds, '2026-11-28T18:51:37.265+00:00'" in defect.text


@pytest.mark.parametrize("time", ["2026-11-28T18:51:37Z", "2026-11-28T18:51:37.265Z", "2026-11-28T18:51:37.2+01:00"])
def test_up_to_three_fractional_digits_are_allowed(time: str) -> None:
    assert answered("Heartbeat", {"currentTime": time}) == []


@pytest.mark.parametrize(("cost", "broken"), [(1.123456, False), (2, False), (1.1234567, True), (1e-7, True)])
def test_decimal_has_at_most_six_places(cost: float, broken: bool) -> None:
    found = defects("CostUpdated", totalCost=cost, transactionId="T1")
    assert [defect.rule for defect in found] == (["decimals"] if broken else [])
    if broken:
        assert f"round it before it is sent, {round(cost, 6)!r}" in found[0].text


def test_nested_decimal_of_a_profile_is_checked() -> None:
    period = {"startPeriod": 0, "limit": 22.0 / 3}
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [period]}
    profile = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
               "chargingProfileKind": "Relative", "chargingSchedule": [schedule]}  # fmt: skip
    (defect,) = defects("SetChargingProfile", evseId=0, chargingProfile=profile)
    place = "chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0].limit"
    assert (defect.rule, defect.path) == ("decimals", place)


def test_invalid_identifier_characters_are_a_warning() -> None:
    (defect,) = defects("RequestStopTransaction", transactionId="no spaces")
    assert (defect.rule, defect.advised) == ("characters", True)
    assert defects("RequestStopTransaction", transactionId="aZ09*-_=:+|@.") == []


def test_vendor_names_may_have_any_character() -> None:
    entry = {"component": {"name": "My Component"}, "variable": {"name": "A & B", "instance": "ä"}}
    assert defects("GetVariables", getVariableData=[entry]) == []


def password(value: str, component: str = "SecurityCtrlr") -> list[Defect]:
    entry = {"attributeValue": value, "component": {"name": component}, "variable": {"name": "BasicAuthPassword"}}
    return defects("SetVariables", setVariableData=[entry])


def test_invalid_password_characters_are_a_warning_without_the_password() -> None:
    (defect,) = password("sixteen characters & more")
    assert (defect.rule, defect.advised) == ("characters", True)
    assert "sixteen" not in defect.text
    assert password("sixteen-characters") == password("any & thing", component="Other") == []


def test_length_limit_of_part_2_applies_beyond_the_schema() -> None:
    answer = {"status": "Accepted", "exiResponse": "x" * 5601}
    (defect,) = answered("Get15118EVCertificate", answer)
    assert (defect.rule, defect.path) == ("schema", "exiResponse")
    assert answered("Get15118EVCertificate", {**answer, "exiResponse": "x" * 5600}) == []


def test_too_long_text_is_reported_once() -> None:
    assert [defect.path for defect in defects("RequestStopTransaction", transactionId="x" * 37)] == ["transactionId"]


def test_null_is_an_empty_payload() -> None:
    judge = Judge()
    judge.sent_call("1", "StatusNotification")
    frame = judge.read('[3,"1",null]')
    assert (frame.payload, frame.defects) == ({}, ())
    assert judge.read('[2,"2","ClearCache",null]').defects == ()
    judge.sent_answer("2")
    assert [defect.rule for defect in judge.read('[2,"3","Reset",null]').defects] == ["schema"]
    assert [defect.rule for defect in judge.read('[4,"1","GenericError","",null]').defects] == [
        "framing",
        "correlation",
    ]


@pytest.mark.parametrize(("number", "bound"), [(2**31, "at most 2147483647"), (-(2**31) - 1, "at least -2147483648")])
def test_an_integer_has_32_bits_at_most(number: int, bound: str) -> None:
    (defect,) = defects("CancelReservation", reservationId=number)
    assert (defect.rule, defect.path, defect.advised) == ("32 bits", "reservationId", False)
    assert "has 32 bits (Part 2, 2.1.4)" in defect.text
    assert bound in defect.text


@pytest.mark.parametrize("number", [2**31 - 1, -(2**31), 0])
def test_an_integer_of_32_bits_is_in_order(number: int) -> None:
    assert defects("CancelReservation", reservationId=number) == []


def test_a_decimal_may_be_larger_than_an_integer() -> None:
    assert defects("CostUpdated", totalCost=10**12, transactionId="T1") == []
