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


def test_microseconds_in_a_date_time_break_a_rule_and_the_text_says_how_to_mend_them() -> None:
    (defect,) = answered("Heartbeat", {"currentTime": "2026-11-28T18:51:37.265456+00:00"})
    assert (defect.rule, defect.path, defect.advised) == ("fraction", "currentTime", False)
    assert "has 6 fractional digits of a second, at most 3 are allowed (Part 2, 2.1.4)" in defect.text
    assert "write milliseconds, '2026-11-28T18:51:37.265+00:00'" in defect.text


@pytest.mark.parametrize("time", ["2026-11-28T18:51:37Z", "2026-11-28T18:51:37.265Z", "2026-11-28T18:51:37.2+01:00"])
def test_three_fractional_digits_and_fewer_are_in_order(time: str) -> None:
    assert answered("Heartbeat", {"currentTime": time}) == []


@pytest.mark.parametrize(("cost", "broken"), [(1.123456, False), (2, False), (1.1234567, True), (1e-7, True)])
def test_a_decimal_has_six_places_at_most(cost: float, broken: bool) -> None:
    found = defects("CostUpdated", totalCost=cost, transactionId="T1")
    assert [defect.rule for defect in found] == (["decimals"] if broken else [])
    if broken:
        assert f"round it before it is sent, {round(cost, 6)!r}" in found[0].text


def test_a_limit_deep_inside_a_profile_is_found() -> None:
    period = {"startPeriod": 0, "limit": 22.0 / 3}
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [period]}
    profile = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
               "chargingProfileKind": "Relative", "chargingSchedule": [schedule]}  # fmt: skip
    (defect,) = defects("SetChargingProfile", evseId=0, chargingProfile=profile)
    place = "chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0].limit"
    assert (defect.rule, defect.path) == ("decimals", place)


def test_characters_of_an_identifier_are_advised() -> None:
    (defect,) = defects("RequestStopTransaction", transactionId="no spaces")
    assert (defect.rule, defect.advised) == ("characters", True)
    assert defects("RequestStopTransaction", transactionId="aZ09*-_=:+|@.") == []


def test_names_that_vendors_give_may_have_any_character() -> None:
    entry = {"component": {"name": "My Component"}, "variable": {"name": "A & B", "instance": "ä"}}
    assert defects("GetVariables", getVariableData=[entry]) == []


def password(value: str, component: str = "SecurityCtrlr") -> list[Defect]:
    entry = {"attributeValue": value, "component": {"name": component}, "variable": {"name": "BasicAuthPassword"}}
    return defects("SetVariables", setVariableData=[entry])


def test_characters_of_a_password_are_advised_and_never_shown() -> None:
    (defect,) = password("sixteen characters & more")
    assert (defect.rule, defect.advised) == ("characters", True)
    assert "sixteen" not in defect.text
    assert password("sixteen-characters") == password("any & thing", component="Other") == []


def test_a_field_that_the_schema_lets_be_longer_than_part_2_does() -> None:
    answer = {"status": "Accepted", "exiResponse": "x" * 5601}
    (defect,) = answered("Get15118EVCertificate", answer)
    assert (defect.rule, defect.path) == ("schema", "exiResponse")
    assert answered("Get15118EVCertificate", {**answer, "exiResponse": "x" * 5600}) == []


def test_a_text_too_long_for_the_schema_is_reported_once() -> None:
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
