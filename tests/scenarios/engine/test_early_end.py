"""Ending a run early when every case fails to reach the same state."""

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


def test_three_cases_with_the_same_missing_state_end_the_run() -> None:
    assert heard(*[record(station=name, text=f"no answer to {name}") for name in "ABC"]) == [False, False, True]


def test_message_names_the_missing_state_and_its_cause() -> None:
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
def test_other_cause_resets_the_count(other: dict[str, Any]) -> None:
    assert heard(record(), record(), other, record()) == [False] * 4


def test_broken_rule_before_the_initial_state_counts() -> None:
    assert heard(*[record("FAIL", code="general-rule")] * 3)[-1]


def test_after_a_pass_only_first_states_of_ordinary_stations_count() -> None:
    assert heard(PASSED, record(), record(), record())[-1]
    assert not heard(PASSED, *[record(state="Reserved")] * 3)[-1]
    assert not heard(PASSED, *[record(profile=3)] * 3)[-1]
    assert heard(*[record(state="Reserved")] * 3)[-1]


def test_case_not_played_does_not_reset_the_count() -> None:
    assert heard(record(), record(), {**PASSED, "verdict": "NOT_APPLICABLE", "plays": []}, record())[-1]
