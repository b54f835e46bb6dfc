"""A play is told moment by moment, with every validation at its place."""

from __future__ import annotations

import pytest
from support import synthetic
from support.synthetic_plays import hostile, missing, refusal, reset, schema_broken
from support.synthetic_trace import Trace

from plugfest.reports.causes import root_causes
from plugfest.reports.glance import cut, expected, inline
from plugfest.reports.story import tell
from plugfest.reports.visible import visible
from plugfest.reports.words import number, seconds


def test_the_phases_are_told_apart() -> None:
    phases = tell(reset())
    assert [phase.part for phase in phases] == ["begin", "main", "end"]
    assert phases[0].title == "Begins Booted, EnergyTransferStarted"
    assert phases[2].title == "After the case, not judged"


def test_messages_have_direction_name_and_payload() -> None:
    main = tell(reset(True))[1].moments
    call, answer = main[1], main[2]
    assert (call.way, call.title, call.detail) == ("csms>station", "ResetRequest", 'type: "Immediate", evseId: 1')
    assert (answer.way, answer.title) == ("station>csms", "ResetResponse")
    assert answer.answered_in == pytest.approx(0.004)
    assert call.worst == "violated"
    assert [phase.violated for phase in tell(reset(True))] == [False, True, False]


def test_orders_and_outcomes_go_between_operator_and_csms() -> None:
    ways = [(moment.kind, moment.way) for moment in tell(reset())[1].moments if moment.kind in ("order", "outcome")]
    assert ways == [("order", "operator>csms"), ("outcome", "csms>operator")]


def test_what_never_came_stands_after_its_step() -> None:
    last = tell(missing())[-1].moments[-1]
    assert (last.kind, last.way, last.title, last.detail) == (
        "missing",
        "csms>station",
        "ClearCacheRequest",
        "never came",
    )


def test_a_refused_connection_names_who_refused() -> None:
    first = tell(refusal("expired"))[0].moments[0]
    assert not first.good
    assert first.marks == ["refused by TLS"]


def test_validations_of_no_entry_with_one_subject_stand_together() -> None:
    trace = Trace()
    trace.part = "end"
    for rule in ("framed", "strict JSON"):
        trace.demand(None, "", f"must be {rule}", None, subject="every message", kind="automatic")
    moments = tell(trace.play())[0].moments
    assert [(moment.title, len(moment.validations)) for moment in moments] == [("every message", 2)]


def test_a_very_long_play_is_told_in_part_with_all_that_was_violated() -> None:
    play = hostile(frames=5000)
    moments = [moment for phase in tell(play, most=100) for moment in phase.moments]
    assert len(moments) < 110
    assert any(moment.kind == "left out" for moment in moments)
    assert any(moment.worst == "violated" for moment in moments)


def test_a_frame_of_a_connection_that_is_not_the_latest_is_marked() -> None:
    trace = Trace()
    trace.connect()
    trace.connect()
    trace.frame("csms", [2, "1", "Reset", {}], "Reset", connection=1)
    assert tell(trace.play())[0].moments[-1].marks == ["connection 1"]


def test_failures_are_grouped_by_what_is_behind_them() -> None:
    cases = [synthetic.case("B", n, "violates") for n in (1, 2)] + [synthetic.case("B", n, "schema") for n in (3, 4, 6)]
    cases += [synthetic.case("B", 7, "api broke"), synthetic.case("B", 9)]
    groups = [(group.title, len(group.cases)) for group in root_causes(cases)]
    assert groups == [
        ('SetChargingProfileRequest breaks its JSON schema: evseId must be an integer, was "one"', 3),
        ("ResetRequest: evseId must be absent", 2),
        ("UnlockConnector: 500 Internal Server Error", 1),
    ]


def _faulty() -> Trace:
    """A SetChargingProfile that breaks its schema and the case in one field, and an answer that never came."""
    trace = Trace()
    trace.step = 1
    call = trace.frame("csms", [2, "1", "SetChargingProfile", {"evseId": "one"}], "SetChargingProfile")
    trace.demand(call, "evseId", "must be 1", "one", "violated", rule="equals", expected=1)
    said = 'evseId: "one" is not of type "integer"'
    trace.demand(call, "", "must fit its JSON schema", said, "violated", kind="automatic", rule="schema")
    trace.step = 3
    told = "Heartbeat Response must come, no answer came within 10 s"
    trace.demand(
        None, "", "must come", None, "violated", subject="HeartbeatResponse", rule="answered", expected=None, text=told
    )
    return trace


def test_a_case_stands_under_everything_that_is_wrong_in_it_and_each_thing_once() -> None:
    case = synthetic.case("B", 1)
    case["verdict"], case["cause"] = "FAIL", {"code": "schema", "text": "the schema is broken"}
    case["plays"] = [_faulty().play("FAIL", "schema", "the schema is broken")]
    first, second = root_causes([case, case])
    assert "must fit its JSON schema" in first.title
    assert "fix the member that is named" in first.advice
    assert "no answer came within 10 s" in second.title
    assert "gave an error, or nothing, as an answer" in second.advice


def test_a_lost_connection_is_the_fault_of_a_csms_that_closed_it() -> None:
    case = synthetic.case("B", 1)
    case["verdict"], case["cause"], case["plays"] = "FAIL", {"code": "connection-lost", "text": "closed"}, []
    assert "look into its log" in root_causes([case])[0].advice
    case["verdict"] = "INCONCLUSIVE"
    assert "Play the case again" in root_causes([case])[0].advice


def test_a_demand_without_message_or_step_stands_after_the_demand_before_it() -> None:
    trace = Trace()
    trace.asks("Reset", "reset at once")
    trace.step = 1
    call = trace.frame("csms", [2, "1", "Reset", {"type": "Immediate"}], "Reset")
    trace.demand(call, "type", 'must be "Immediate"', "Immediate")
    trace.step = None
    for path in ("first", "second"):
        trace.demand(None, path, "must be 1", None, "violated", weight="beyond", subject="what the CSMS shows")
    told = [(moment.title, len(moment.validations)) for moment in tell(trace.play())[0].moments]
    assert told == [("reset at once", 0), ("ResetRequest", 1), ("what the CSMS shows", 2)]


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
def test_what_was_expected_is_said_once(matcher: str, value: object, said: tuple[str, str]) -> None:
    trace = Trace()
    trace.demand(None, "type", matcher, None, expected=value)
    assert expected(trace.validations[0]) == said


def test_values_at_a_glance() -> None:
    assert inline({"a": [1, {"b": None}], "c": "x"}) == '{a: [1, {b: null}], c: "x"}'
    assert inline(list(range(1000)), 20).endswith(", …]")
    assert cut("a  b\nc", 10) == "a b c"
    assert cut("a" * 50, 10) == "a" * 9 + "…"


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (0.00035, "350 µs"),
        (0.021, "21 ms"),
        (1.23, "1.2 s"),
        (30, "30 s"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (3720, "1 h 2 min"),
    ],
)
def test_durations_as_a_person_says_them(duration: float, said: str) -> None:
    assert seconds(duration) == said


def test_counts_as_a_person_says_them() -> None:
    assert [number(1, "case"), number(2, "case"), number(1200, "entry", "entries")] == [
        "1 case",
        "2 cases",
        "1,200 entries",
    ]


def test_nothing_can_hide_or_steer() -> None:
    assert visible("a\x1b[31m\u202eb\x00\n\tc") == "a\\u001b[31m\\u202eb\\u0000\n\tc"
    assert visible("Zoë 充電 ☑") == "Zoë 充電 ☑"


def test_a_schema_violation_decides_over_others() -> None:
    play = schema_broken()
    assert tell(play)[1].moments[0].worst == "violated"
