"""When a run that nothing can come of is ended."""

from typing import Any

import pytest

from plugfest.scenarios.engine.early_end import EarlyEnd


def record(
    verdict: str = "INCONCLUSIVE",
    *,
    state: str = "Booted",
    text: str = "no answer came within 30 s",
    code: str = "state-not-reached",
    profile: int = 1,
    part: str = "begin",
    station: str = "A",
) -> dict[str, Any]:
    cause = {"code": code, "text": text}
    trace = [{"part": part, "state": state}]
    play = {
        "verdict": verdict,
        "cause": cause,
        "trace": trace,
        "label": f"security profile {profile}",
        "station": station,
    }
    return {"verdict": verdict, "cause": cause, "plays": [play]}


def heard(*records: dict[str, Any]) -> list[bool]:
    early_end = EarlyEnd(1)
    return [early_end.heard(each) is not None for each in records]


PASSED = record("PASS", part="main")


def test_three_cases_that_do_not_get_to_the_same_state_for_the_same_cause_end_a_run() -> None:
    assert heard(*[record(station=name, text=f"no answer to {name}") for name in "ABC"]) == [False, False, True]


def test_the_line_says_what_they_did_not_get_to_and_why() -> None:
    early_end = EarlyEnd(1)
    lines = [early_end.heard(record()) for _ in range(3)]
    assert lines[2] == "3 cases in a row did not get to Booted: no answer came within 30 s"


@pytest.mark.parametrize(
    "other",
    [
        record(state="Authorized"),
        record(text="something else"),
        record(part="main"),
        record("FAIL", part="main"),
        record(code="configured-value-missing"),
    ],
)
def test_anything_else_between_them_begins_anew(other: dict[str, Any]) -> None:
    assert heard(record(), record(), other, record()) == [False] * 4


def test_a_rule_that_is_broken_on_the_way_to_the_begin_state_counts_too() -> None:
    assert heard(*[record("FAIL", code="general-rule")] * 3)[-1]


def test_once_a_case_has_passed_only_the_first_states_of_usual_stations_count() -> None:
    assert heard(PASSED, record(), record(), record())[-1]
    assert not heard(PASSED, *[record(state="Reserved")] * 3)[-1]
    assert not heard(PASSED, *[record(profile=3)] * 3)[-1]
    assert heard(*[record(state="Reserved")] * 3)[-1]


def test_a_case_that_was_not_played_says_nothing() -> None:
    assert heard(record(), record(), {**PASSED, "verdict": "NOT_APPLICABLE", "plays": []}, record())[-1]
