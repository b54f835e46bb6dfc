"""Entries of a trace are valid by the published schema of the record."""

import base64
import json
from typing import Any

import pytest

from plugfest.reports.record import plain, violation
from plugfest.scenarios.context.trace import MOST_FRAME_CHARACTERS, Trace
from plugfest.scenarios.context.validations import Validations
from plugfest.scenarios.engine.case_record import case_record
from plugfest.scenarios.engine.verdict import Cause, Verdict
from plugfest.scenarios.suites.ocpp201_csms import SUITE
from plugfest.simulator.connection.attempt import Attempt, ConnectOptions, HttpAnswer, Outcome
from plugfest.simulator.connection.websocket import Ended
from plugfest.simulator.protocol.frames import read_frame, write_call, write_result


@pytest.fixture
def trace() -> Trace:
    return Trace()


def wrong(trace: Trace, validations: Validations | None = None) -> str | None:
    """Return the schema's error about a case played once with this trace, or None."""
    play = {
        "variant": {"security_profile": 1},
        "label": "security profile 1",
        "verdict": "FAIL",
        "cause": {"code": "schema", "text": "x"},
        "started": "2030-01-01T00:00:00.000Z",
        "duration": 1.0,
        "station": "CS1",
        "trace": trace.entries,
        "validations": validations.all if validations else [],
        "orders": [],
        "waits": [{"for": "x", "seconds": 0.1}],
    }
    cause = Cause("schema", "x")
    record = case_record(SUITE.cases["TC_B_22_CSMS"], None, Verdict.FAIL, cause, plays=[play])
    return violation(json.loads(json.dumps(plain(record))))


OPTIONS = ConnectOptions("ws://127.0.0.1:1/CS1", user="CS1", password="secret", security_profile=1)
ATTEMPTS = [
    Attempt(OPTIONS, http=HttpAnswer(101, "Switching Protocols", (("A", "1"), ("A", "2"))), subprotocol="ocpp2.0.1"),
    Attempt(OPTIONS, http=HttpAnswer(401, "", (), "not you"), outcome=Outcome.HTTP_STATUS, detail="HTTP 401"),
    Attempt(OPTIONS, outcome=Outcome.NO_LISTENER, detail="no TCP connection"),
    Attempt(OPTIONS, outcome=Outcome.TLS_ALERT, detail="TLS handshake"),
    Attempt(ConnectOptions("ws://127.0.0.1:1/CS1", security_profile=1), outcome=Outcome.HTTP_STATUS),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_connection_attempt_is_valid_and_without_secrets(trace: Trace, attempt: Attempt) -> None:
    trace.attempted(1, attempt)
    assert wrong(trace) is None
    assert "secret" not in json.dumps(trace.entries)


@pytest.mark.parametrize("ended", [Ended("csms", 1008, "x"), Ended("station", 1000), Ended("network")])
def test_end_of_a_connection_is_valid(trace: Trace, ended: Ended) -> None:
    trace.ended(1, ended)
    assert wrong(trace) is None


def test_orders_silence_and_notes_are_valid(trace: Trace) -> None:
    trace.add("order", order=1, text="reset at once")
    trace.add("outcome", order=1, outcome="done", text="")
    trace.add("silence", seconds=0.5, text="no Reset came")
    trace.note("was not expected")
    trace.note("was not expected", habit=True)
    assert wrong(trace) is None
    assert [entry["n"] for entry in trace.entries] == [0, 1, 2, 3, 4]


def test_response_entry_names_its_call(trace: Trace) -> None:
    call = trace.sent(1, read_frame(write_call("1", "Heartbeat", {})), None, False)
    trace.received(1, read_frame(write_result("1", {})), call, None)
    answer = trace.entries[-1]
    assert (answer["action"], answer["answers"], answer["message"], answer["from"]) == (
        "Heartbeat",
        call,
        "CALLRESULT",
        "csms",
    )
    assert wrong(trace) is None


@pytest.mark.parametrize("raw", ["nonsense", "[]", "", '[2,"1"]', "\\ud800", "Zürich €"])
def test_unreadable_message_is_recorded_unchanged(trace: Trace, raw: str) -> None:
    trace.received(1, read_frame(raw), None, None)
    assert wrong(trace) is None
    assert (trace.entries[0]["text"], trace.entries[0]["size"]) == (raw, len(raw.encode()))
    assert trace.judged == 1


def test_binary_frame_is_recorded_in_base64(trace: Trace) -> None:
    trace.received(1, read_frame(b"\x00\xff"), None, None)
    assert wrong(trace) is None
    assert base64.b64decode(trace.entries[0]["base64"]) == b"\x00\xff"
    assert (trace.entries[0]["opcode"], trace.entries[0]["message"]) == ("binary", None)


@pytest.mark.parametrize("raw", ["x" * (MOST_FRAME_CHARACTERS + 1), b"x" * (MOST_FRAME_CHARACTERS + 1)])
def test_long_frame_is_truncated_with_its_size(trace: Trace, raw: Any) -> None:
    trace.received(1, read_frame(raw), None, None)
    entry = trace.entries[0]
    assert (entry["truncated"], entry["size"]) == (True, len(raw))
    assert len(entry.get("text") or base64.b64decode(entry["base64"])) == MOST_FRAME_CHARACTERS
    assert wrong(trace) is None


def test_link_faults_and_deliberate_errors_are_noted(trace: Trace) -> None:
    trace.received(1, read_frame(write_call("1", "ClearCache", {})), None, "the faulty link: repeated")
    trace.sent(1, read_frame("[]"), None, True)
    assert trace.entries[0]["link"] == "the faulty link: repeated"
    assert trace.entries[1]["wrong_on_purpose"] is True
    assert trace.our_defects == []
    assert wrong(trace) is None


def test_defects_are_recorded_by_sender(trace: Trace) -> None:
    trace.received(1, read_frame("[]"), None, None)
    trace.sent(1, read_frame("nonsense"), None, False)
    assert [(entry, defect.rule) for entry, defect in trace.broken] == [(0, "framing")]
    assert [(entry, defect.rule) for entry, defect in trace.our_defects] == [(1, "json")]


def test_entry_has_the_current_part_state_and_step(trace: Trace) -> None:
    with trace.during(state="Booted"):
        trace.note("a")
        with trace.during(part="end", state=None):
            trace.note("b")
        trace.note("c")
    trace.note("d")
    trace.part = "main"
    trace.at_step(0, 4)
    assert [(entry["part"], entry["state"], entry["step"]) for entry in trace.entries] == [
        ("main", None, 4),
        ("end", None, None),
        ("begin", "Booted", None),
        ("begin", None, None),
    ]
    assert wrong(trace) is None
