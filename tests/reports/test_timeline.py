"""A play as moments in order, each with its validations."""

from __future__ import annotations

import pytest
from support.synthetic_plays import hostile, missing, refusal, reset
from support.synthetic_trace import Trace

from plugfest.reports.timeline import phases_of


def test_play_is_divided_into_phases() -> None:
    phases = phases_of(reset())
    assert [phase.part for phase in phases] == ["begin", "main", "end"]
    assert phases[0].title == "Begins Booted, EnergyTransferStarted"
    assert phases[2].title == "After the case, not judged"


def test_message_has_direction_name_and_payload() -> None:
    main = phases_of(reset(True))[1].moments
    call, answer = main[1], main[2]
    assert (call.lane, call.title, call.detail) == ("csms>station", "ResetRequest", 'type: "Immediate", evseId: 1')
    assert (answer.lane, answer.title) == ("station>csms", "ResetResponse")
    assert answer.answered_in == pytest.approx(0.004)
    assert call.worst == "violated"
    assert [phase.violated for phase in phases_of(reset(True))] == [False, True, False]


def test_orders_and_outcomes_go_between_operator_and_csms() -> None:
    lanes = [
        (moment.kind, moment.lane) for moment in phases_of(reset())[1].moments if moment.kind in ("order", "outcome")
    ]
    assert lanes == [("order", "operator>csms"), ("outcome", "csms>operator")]


def test_a_missing_message_is_placed_after_its_step() -> None:
    last = phases_of(missing())[-1].moments[-1]
    assert (last.kind, last.lane, last.title, last.detail) == (
        "missing",
        "csms>station",
        "ClearCacheRequest",
        "never came",
    )


def test_refused_connection_names_the_refusing_layer() -> None:
    first = phases_of(refusal("expired"))[0].moments[0]
    assert not first.good
    assert first.marks == ["refused by TLS"]


def test_validations_without_an_entry_are_grouped_by_subject() -> None:
    trace = Trace()
    trace.part = "end"
    for rule in ("framed", "strict JSON"):
        trace.demand(None, "", f"must be {rule}", None, subject="every message", kind="automatic")
    moments = phases_of(trace.play())[0].moments
    assert [(moment.title, len(moment.validations)) for moment in moments] == [("every message", 2)]


def test_long_play_is_shortened_without_losing_violations() -> None:
    play = hostile(frames=5000)
    moments = [moment for phase in phases_of(play, most=100) for moment in phase.moments]
    assert len(moments) < 110
    assert any(moment.kind == "left out" for moment in moments)
    assert any(moment.worst == "violated" for moment in moments)


def test_frame_of_an_earlier_connection_is_marked() -> None:
    trace = Trace()
    trace.connect()
    trace.connect()
    trace.frame("csms", [2, "1", "Reset", {}], "Reset", connection=1)
    assert phases_of(trace.play())[0].moments[-1].marks == ["connection 1"]


def test_validation_without_message_or_step_follows_the_previous_one() -> None:
    trace = Trace()
    trace.asks("Reset", "reset at once")
    trace.step = 1
    call = trace.frame("csms", [2, "1", "Reset", {"type": "Immediate"}], "Reset")
    trace.demand(call, "type", 'must be "Immediate"', "Immediate")
    trace.step = None
    for path in ("first", "second"):
        trace.demand(None, path, "must be 1", None, "violated", weight="beyond", subject="what the CSMS shows")
    reported = [(moment.title, len(moment.validations)) for moment in phases_of(trace.play())[0].moments]
    assert reported == [("reset at once", 0), ("ResetRequest", 1), ("what the CSMS shows", 2)]
