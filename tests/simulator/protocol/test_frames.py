"""Reading raw frames: strict JSON, the three messages of OCPP-J, and every rule that they can violate."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugfest.simulator.protocol.frames import (
    ERROR_CODES,
    MessageType,
    read_frame,
    strict_json,
    write_call,
    write_error,
    write_result,
)


def defects(raw: str | bytes) -> list[tuple[str, str]]:
    return [(defect.rule, defect.text) for defect in read_frame(raw).defects]


def test_valid_call_is_read() -> None:
    frame = read_frame('[2,"1","Reset",{"type":"Immediate"}]')
    assert (frame.type, frame.id, frame.action) == (MessageType.CALL, "1", "Reset")
    assert (frame.payload, frame.defects) == ({"type": "Immediate"}, ())


def test_valid_result_is_read() -> None:
    frame = read_frame('[3,"1",{"status":"Accepted"}]')
    assert (frame.type, frame.id, frame.payload) == (MessageType.CALLRESULT, "1", {"status": "Accepted"})
    assert frame.defects == ()


@pytest.mark.parametrize("code", sorted(ERROR_CODES))
def test_valid_error_is_read(code: str) -> None:
    frame = read_frame(f'[4,"1","{code}","why",{{}}]')
    assert (frame.type, frame.error_code, frame.error_description) == (MessageType.CALLERROR, code, "why")
    assert frame.defects == ()


def test_written_frames_are_read_without_a_defect() -> None:
    for text in (write_call("1", "Reset", {}), write_result("1", {}), write_error("1", "NotSupported", "no")):
        assert read_frame(text).defects == ()


def test_non_ascii_text_is_written_unescaped() -> None:
    assert "Zürich €" in write_call("1", "DataTransfer", {"vendorId": "Zürich €"})


NOT_JSON = {
    "": "Expecting value",
    "{": "Expecting property name",
    "[2,'1']": "Expecting value",
    '[2,"1","A",{"a":NaN}]': "NaN is no JSON value",
    '[2,"1","A",{"a":Infinity}]': "Infinity is no JSON value",
    '[2,"1","A",{"a":-Infinity}]': "-Infinity is no JSON value",
    '[2,"1","A",{"a":1,"a":2}]': "the name 'a' occurs twice in one object",
    '[2,"1","A",{"a":"\\ud800"}]': "half of a surrogate pair",
    '[2,"1","A",{"\\udc00":1}]': "half of a surrogate pair",
    "[" * 100_000: "nested too deeply",
    '{"a":' * 100_000: "nested too deeply",
    "[" * 101 + "]" * 101: "nested too deeply, 100 levels are allowed",
    '[2,"1","A",{"a":' + "9" * 5000 + "}]": "Exceeds the limit",
    '[2,"1","A",{"a":1e999}]': "1e999 is too large for a number",
    '[2,"1","A",{}] trailing': "Extra data",
    '[2,"1","A",{},]': "Expecting value",
    '[2,"1","A",{"a":01}]': "Expecting ',' delimiter",
    '[2,"1","A",{"a":"tab\there"}]': "Invalid control character",
    "\ufeff[]": "BOM",
}


def test_deeply_nested_message_is_read() -> None:
    assert strict_json("[" * 100 + "]" * 100)


@pytest.mark.parametrize(("raw", "said"), NOT_JSON.items(), ids=[repr(raw[:30]) for raw in NOT_JSON])
def test_invalid_json_is_a_single_defect(raw: str, said: str) -> None:
    frame = read_frame(raw)
    assert [defect.rule for defect in frame.defects] == ["json"]
    assert said in frame.defects[0].text
    assert (frame.raw, frame.type, frame.payload) == (raw, None, None)


FRAMING = {
    "{}": "an OCPP-J message is a JSON array",
    "[]": "an OCPP-J message is a JSON array that is not empty",
    "null": "an OCPP-J message is a JSON array",
    '[5,"1",{}]': "message type 5 is none of 2, 3 and 4",
    '["2","1","Reset",{}]': "message type '2' is none of 2, 3 and 4",
    '[2.0,"1","Reset",{}]': "message type 2.0 is none of 2, 3 and 4",
    '[true,"1","Reset",{}]': "message type True is none of 2, 3 and 4",
    '[2,"1","Reset"]': "a CALL has 4 elements, this one has 3",
    '[2,"1","Reset",{},{}]': "a CALL has 4 elements, this one has 5",
    '[2,"1",7,{}]': "the action must be a string",
    '[2,"1","Reset",[]]': "the payload must be an object",
    '[3,"1"]': "a CALLRESULT has 3 elements, this one has 2",
    '[3,"1",{},{}]': "a CALLRESULT has 3 elements, this one has 4",
    '[3,"1","Accepted"]': "the payload must be an object",
    '[4,"1","GenericError",""]': "a CALLERROR has 5 elements, this one has 4",
    '[4,"1","Nonsense","",{}]': "the error code 'Nonsense' is none of Part 4's",
    '[4,"1",null,"",{}]': "the error code None is none of Part 4's",
    '[4,"1","GenericError",null,{}]': "the error description must be a string of at most 255 characters",
    f'[4,"1","GenericError","{"x" * 256}",{{}}]': "the error description must be a string of at most 255 characters",
    '[4,"1","GenericError","",[]]': "the error details must be an object",
}


@pytest.mark.parametrize(("raw", "said"), FRAMING.items(), ids=[raw[:40] for raw in FRAMING])
def test_wrong_framing_is_a_defect(raw: str, said: str) -> None:
    assert any(rule == "framing" and said in text for rule, text in defects(raw)), defects(raw)


IDS = {
    "[2]": "the message id must be a string",
    '[2,1,"Reset",{}]': "the message id must be a string",
    "[3,null,{}]": "the message id must be a string",
    '[2,"","Reset",{}]': "the message id is empty",
    f'[2,"{"x" * 37}","Reset",{{}}]': "the message id has 37 characters, 36 are allowed",
}


@pytest.mark.parametrize(("raw", "said"), IDS.items(), ids=[raw[:30] for raw in IDS])
def test_invalid_message_id_is_a_defect(raw: str, said: str) -> None:
    assert ("id", said) in defects(raw)


def test_message_id_of_36_characters_is_allowed() -> None:
    assert defects(f'[2,"{"€" * 36}","Reset",{{}}]') == []


@pytest.mark.parametrize("raw", [b"\x00\x01", b'[2,"1","Reset",{}]', b"", b"\xff\xfe"])
def test_binary_frame_is_a_defect(raw: bytes) -> None:
    assert defects(raw) == [("framing", "OCPP-J messages are text frames in UTF-8, this is not one")]


def test_defects_are_reported_and_readable_parts_are_read() -> None:
    frame = read_frame('[2,"","Reset",{"type":"Immediate"},"more"]')
    assert len(frame.defects) == 2
    assert (frame.action, frame.payload) == ("Reset", {"type": "Immediate"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_reader_accepts_any_json(message: Any) -> None:
    read_frame(json.dumps(message))


@given(st.text() | st.binary())
def test_reader_accepts_any_text(raw: str | bytes) -> None:
    read_frame(raw)


@given(st.lists(JSON, max_size=6), st.sampled_from([2, 3, 4]))
def test_reader_accepts_any_message(rest: list[Any], number: int) -> None:
    frame = read_frame(json.dumps([number, *rest]))
    assert frame.defects or frame.id is not None


def test_strict_json_returns_the_value() -> None:
    assert strict_json('{"a": [1, 2.5, "€", null, true]}') == {"a": [1, 2.5, "€", None, True]}
