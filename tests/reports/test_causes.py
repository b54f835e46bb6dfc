"""Cases that did not pass are grouped by cause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from support import synthetic
from support.synthetic_plays import schema_broken
from support.synthetic_trace import Trace
from support.work import growth

from plugfest.reports.causes import root_causes
from plugfest.reports.html.views import blocks
from plugfest.reports.record import Case, Record
from plugfest.reports.timeline import phases_of


def _faulty() -> Trace:
    """A SetChargingProfile that breaks its schema and the case in one field, and an answer that never came."""
    trace = Trace()
    trace.step = 1
    call = trace.frame("csms", [2, "1", "SetChargingProfile", {"evseId": "one"}], "SetChargingProfile")
    trace.demand(call, "evseId", "must be 1", "one", "violated", rule="equals", expected=1)
    said = 'evseId: "one" is not of type "integer"'
    trace.demand(call, "", "must fit its JSON schema", said, "violated", kind="automatic", rule="schema")
    trace.step = 3
    reported = "Heartbeat Response must come, no answer came within 10 s"
    trace.demand(
        None,
        "",
        "must come",
        None,
        "violated",
        subject="HeartbeatResponse",
        rule="answered",
        expected=None,
        text=reported,
    )
    return trace


def test_failures_are_grouped_by_root_cause() -> None:
    cases = [synthetic.case("B", n, "violates") for n in (1, 2)] + [synthetic.case("B", n, "schema") for n in (3, 4, 6)]
    cases += [synthetic.case("B", 7, "api broke"), synthetic.case("B", 9)]
    groups = [(group.title, len(group.cases)) for group in root_causes(cases)]
    assert groups == [
        ('SetChargingProfileRequest breaks its JSON schema: evseId must be an integer, was "one"', 3),
        ("ResetRequest: evseId must be absent", 2),
        ("UnlockConnector: 500 Internal Server Error", 1),
    ]


def test_case_is_listed_under_each_of_its_causes_once() -> None:
    case = synthetic.case("B", 1)
    case["verdict"], case["cause"] = "FAIL", {"code": "schema", "text": "the schema is broken"}
    case["plays"] = [_faulty().play("FAIL", "schema", "the schema is broken")]
    first, second = root_causes([case, case])
    assert "must fit its JSON schema" in first.title
    assert "fix the member that is named" in first.advice
    assert "no answer came within 10 s" in second.title
    assert "answered with an error or not at all" in second.advice


def test_advice_for_a_lost_connection_depends_on_the_verdict() -> None:
    case = synthetic.case("B", 1)
    case["verdict"], case["cause"], case["plays"] = "FAIL", {"code": "connection-lost", "text": "closed"}, []
    assert "check its log" in root_causes([case])[0].advice
    case["verdict"] = "INCONCLUSIVE"
    assert "Play the case again" in root_causes([case])[0].advice


def test_schema_violation_has_priority() -> None:
    play = schema_broken()
    assert phases_of(play)[1].moments[0].worst == "violated"


def _violated(size: int) -> Case:
    trace = Trace()
    call = trace.frame("csms", [2, "1", "SetChargingProfile", {"evseId": "one"}], "SetChargingProfile")
    for number in range(size):
        trace.demand(call, f"m{number}", "must be 1", "one", "violated", rule="equals", expected=1)
        said = f'm{number}: "one" is not of type "integer"'
        trace.demand(call, "", "must fit its JSON schema", said, "violated", kind="automatic", rule="schema")
    case = synthetic.case("B", 1)
    case["verdict"], case["cause"] = "FAIL", {"code": "schema", "text": "the schema is broken"}
    case["plays"] = [trace.play("FAIL", "schema", "the schema is broken")]
    return case


def test_grouping_is_linear_in_the_number_of_violations() -> None:
    def grouping(size: int) -> Callable[[], object]:
        case = _violated(size)
        return lambda: root_causes([case])

    assert growth(grouping, 100) < 2.5


def test_page_is_linear_in_the_number_of_violations() -> None:
    def showing(size: int) -> Callable[[], object]:
        record = Record(Path("run.jsonl"), synthetic.header(), [_violated(size)], None, cut=False)
        return lambda: blocks(record, phases_of)

    assert growth(showing, 60) < 2.6
