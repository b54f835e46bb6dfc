"""Validations, in the record's own form: met, violated, not judged, relayed."""

import json
from typing import Any

import pytest

from plugfest.reports.record import plain, violation
from plugfest.scenarios.context.trace import Trace
from plugfest.scenarios.context.validations import Validations
from plugfest.scenarios.engine.case_record import case_record
from plugfest.scenarios.engine.verdict import Verdict
from plugfest.scenarios.language import ABSENT, advised, beyond, one_of
from plugfest.scenarios.matching.comparison import compare
from plugfest.scenarios.suites.ocpp201_csms import SUITE


@pytest.fixture
def judged() -> Validations:
    trace = Trace()
    trace.part = "main"
    return Validations(trace)


def judge(judged: Validations, expected: Any, actual: Any, **more: Any) -> bool:
    return judged.judge("ResetRequest", compare(expected, actual), entry=0, step=1, **more)


def outcomes(judged: Validations) -> dict[str, str]:
    return {validation["path"]: validation["outcome"] for validation in judged.all}


def test_validation_has_every_member_of_the_record(judged: Validations) -> None:
    assert not judge(judged, {"type": one_of("A", "B").per("erratum 6.3.13")}, {"type": "C"})
    assert judged.all == [
        {
            "n": 0,
            "entry": 0,
            "part": "main",
            "state": None,
            "step": 1,
            "kind": "own",
            "subject": "ResetRequest",
            "path": "type",
            "rule": "one of",
            "matcher": "must be 'A' or 'B'",
            "expected": ["A", "B"],
            "actual": "C",
            "present": True,
            "weight": "required",
            "outcome": "violated",
            "text": "type must be 'A' or 'B', was 'C'",
            "source": "erratum 6.3.13",
        }
    ]


def test_only_required_violations_make_a_message_wrong(judged: Validations) -> None:
    assert judge(judged, {"a": advised(1), "b": beyond(2)}, {})
    assert outcomes(judged) == {"a": "violated", "b": "violated"}
    assert not judge(judged, {"c": 1}, {})


def test_absent_value_is_marked_as_not_present(judged: Validations) -> None:
    judge(judged, {"a": ABSENT, "b": 1}, {})
    assert [(each["present"], each["actual"]) for each in judged.all] == [(False, None), (False, None)]


def test_validation_of_a_state_has_the_kind_state(judged: Validations) -> None:
    judged._trace.part = "begin"
    judge(judged, {"a": 1}, {"a": 1})
    assert judged.all[0]["kind"] == "state"


# --- relayed: true, but of content that plugfest itself had supplied ---


def test_unchanged_supplied_content_is_relayed(judged: Validations) -> None:
    supplied = {"type": "Immediate", "data": [{"name": "A"}, {"name": "B"}]}
    actual = {"type": "Immediate", "data": [{"name": "A"}, {"name": "B"}], "requestId": 7}
    expected = {"type": "Immediate", "data": [{"name": "B"}], "requestId": 7, "evseId": ABSENT}
    assert judge(judged, expected, actual, supplied=supplied)
    assert outcomes(judged) == {
        "type": "relayed",
        "data[1].name": "relayed",
        "requestId": "met",
        "evseId": "relayed",
    }


def test_content_that_differs_from_the_supplied_is_met(judged: Validations) -> None:
    judge(judged, {"type": one_of("OnIdle", "Immediate")}, {"type": "Immediate"}, supplied={"type": "OnIdle"})
    assert outcomes(judged) == {"type": "met"}


def test_supplied_content_can_be_violated(judged: Validations) -> None:
    assert not judge(judged, {"type": "Immediate"}, {"type": "OnIdle"}, supplied={"type": "OnIdle"})
    assert outcomes(judged) == {"type": "violated"}


@pytest.mark.parametrize("supplied", [{}, {"data": None}, {"data": {"0": 1}}, {"data": []}, {"data": [1]}])
def test_elements_not_supplied_are_met(judged: Validations, supplied: dict[str, Any]) -> None:
    judge(judged, {"data": [{"name": "A"}]}, {"data": [{"name": "A"}]}, supplied=supplied)
    assert outcomes(judged) == {"data[0].name": "met"}


# --- facts ---


@pytest.mark.parametrize(("met", "outcome"), [(True, "met"), (False, "violated"), (None, "not judged")])
def test_fact_is_recorded_with_its_outcome(judged: Validations, met: bool | None, outcome: str) -> None:
    fact = judged.fact("the connection", "must be accepted", met, was="was refused by HTTP", rule="accepted", step=4)
    said = "the connection must be accepted" + (", was refused by HTTP" if not met else "")
    assert (fact["outcome"], fact["text"], fact["rule"], fact["step"]) == (outcome, said, "accepted", 4)


def test_validations_are_valid_by_the_record_schema(judged: Validations) -> None:
    judge(judged, {"a": advised(1), "b": beyond({"c": [1]}), "d": ABSENT}, {"a": 1}, supplied={"a": 1})
    judged.fact("the connection", "must be accepted", None, kind="automatic", rule="alive")
    play = {
        "variant": {},
        "label": "",
        "verdict": "PASS",
        "cause": None,
        "started": "2030-01-01T00:00:00.000Z",
        "duration": 1.0,
        "station": "CS1",
        "trace": [],
        "validations": judged.all,
        "orders": [],
        "waits": [],
    }
    record = case_record(SUITE.cases["TC_B_22_CSMS"], None, Verdict.PASS, None, plays=[play])
    assert violation(json.loads(json.dumps(plain(record)))) is None
