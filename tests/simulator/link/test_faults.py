"""Changes that a faulty link makes to a message of the CSMS."""

import json
from typing import Any

import pytest

from plugfest.simulator.link.faults import (
    AnswerError,
    Change,
    RemoveField,
    Repeat,
    Replace,
    SetElement,
    SetField,
    Swallow,
    Twice,
)

CALL = [2, "7", "GetVariables", {"data": [{"name": "A"}, {"name": "B"}], "more": {"x": 1}}]
RESULT = [3, "7", {"status": "Accepted"}]


def arrives(change: Change, message: list[Any]) -> list[Any]:
    before = json.dumps(message)
    arrived = [json.loads(text) for text in change.apply(message)]
    assert json.dumps(message) == before, "a fault leaves what it was given alone"
    return arrived


def call(**payload: Any) -> list[Any]:
    return [2, "7", "GetVariables", payload]


@pytest.mark.parametrize(
    ("path", "value", "payload"),
    [
        (("more", "x"), 2, {**CALL[3], "more": {"x": 2}}),
        (("data", 0, "name"), "C", {**CALL[3], "data": [{"name": "C"}, {"name": "B"}]}),
        (("data", 2), {"name": "C"}, {**CALL[3], "data": [*CALL[3]["data"], {"name": "C"}]}),
        (("new",), True, {**CALL[3], "new": True}),
        (("new", "deep", 0, "x"), 1, {**CALL[3], "new": {"deep": [{"x": 1}]}}),
        (("data", 9), 1, CALL[3]),
        (("more", "x", "y"), 1, CALL[3]),
    ],
)
def test_field_is_set_if_its_parent_exists(path: Any, value: Any, payload: Any) -> None:
    assert arrives(SetField(path, value), CALL) == [call(**payload)]


@pytest.mark.parametrize(
    ("path", "payload"),
    [
        (("more",), {"data": CALL[3]["data"]}),
        (("data", 0), {**CALL[3], "data": [{"name": "B"}]}),
        (("nothing", "there"), CALL[3]),
    ],
)
def test_existing_field_is_removed(path: Any, payload: Any) -> None:
    assert arrives(RemoveField(path), CALL) == [call(**payload)]


def test_fault_applies_to_the_payload_of_a_response() -> None:
    assert arrives(SetField(("status",), "Rejected"), RESULT) == [[3, "7", {"status": "Rejected"}]]


@pytest.mark.parametrize(
    ("change", "arrived"),
    [
        (Swallow(None), []),
        (Repeat(), [RESULT, RESULT]),
        (AnswerError(), [[4, "7", "InternalError", "", {}]]),
        (AnswerError("NotSupported"), [[4, "7", "NotSupported", "", {}]]),
        (SetElement(1, "8"), [[3, "8", {"status": "Accepted"}]]),
        (Replace(('[3,"{id}",{}]', "[]")), [[3, "7", {}], []]),
    ],
)
def test_fault_changes_whole_messages(change: Change, arrived: list[Any]) -> None:
    assert arrives(change, RESULT) == arrived


def test_inserted_message_has_its_own_id() -> None:
    first, second = arrives(Twice('[2,"{id}","ClearCache",{}]'), RESULT)
    assert first == RESULT
    assert second[2:] == ["ClearCache", {}]
    assert second[1] != RESULT[1]


def test_swallowed_call_gets_a_response() -> None:
    assert json.loads(Swallow({"status": "Accepted"}).back(CALL) or "") == [3, "7", {"status": "Accepted"}]
    assert Swallow({"status": "Accepted"}).back(RESULT) is None
    assert Swallow(None).back(CALL) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (SetField(("a", 0), "€"), 'a.0 set to "€"'),
        (RemoveField(("a",)), "a removed"),
        (Repeat(), "repeated"),
        (Swallow(None), "never sent"),
        (AnswerError(), "a CALLERROR InternalError in its place"),
        (SetElement(1, 7), "element 1 of the message set to 7"),
        (Replace(("x",)), "replaced by x"),
        (Twice("x"), "together with x"),
    ],
)
def test_fault_describes_itself(change: Change, said: str) -> None:
    assert str(change) == said
