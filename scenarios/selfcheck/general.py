"""Faults that every case must detect: schema, framing, ids, order, the connection itself."""

import json
from collections.abc import Iterator
from typing import Any, Final

from plugfest.scenarios.selfcheck.samples import parse_path, place
from plugfest.simulator.link.faults import (
    AnswerError,
    Change,
    CloseConnection,
    Fault,
    Repeat,
    Replace,
    SetElement,
    SetField,
    Swallow,
    Target,
    Twice,
)
from plugfest.simulator.protocol.field_types import leaves
from plugfest.simulator.protocol.primitive_types import NAMED_BY_STATIONS

UNASKED: Final = ('[2,"{id}","ClearCache",{}]', '[2,"{id}","SetMonitoringLevel",{"severity":5}]')
"""Requests that a station answers and no CSMS sends by habit; the first that the case itself does not await is used."""

Expected = tuple[str | None, str | None]
"""The verdict that the fault must bring (None: any), and the automatic rule that must be violated (None: none)."""

BEYOND_TYPE: Final = {
    "dateTime": ("microseconds in {path}", "2030-01-01T00:00:00.123456Z", "FAIL", "fraction"),
    "decimal": ("seven decimal places in {path}", 1.1234567, "FAIL", "decimals"),
    "integer": ("an integer of more than 32 bits in {path}", 2**31, "FAIL", "32 bits"),
    "identifierString": ("a character of no identifierString in {path}", "~", None, "characters"),
}
"""By primitive type: a value that the schema allows and the type does not, and the expected result."""


def general_faults(
    trace: list[dict[str, Any]], targets: dict[int, Target], demanded: set[int]
) -> Iterator[tuple[str, Fault, Expected, bool]]:
    """Yield (description, fault, expected cause, whether only under --strict) for one green play.

    `demanded` are the answers that the case requires, by their entries.

    One message of each kind is enough for checks that are the same everywhere; the connection is lost at each step,
    alternately closed by the CSMS and cut by the network.
    """
    frames = [trace[n] for n in targets if trace[n]["part"] == "main"]
    answers = [frame for frame in frames if frame["message"] == "CALLRESULT"]
    calls = [frame for frame in frames if frame["message"] == "CALL" and not frame.get("unexpected")]
    for frame in answers[:1] + calls[:1]:
        target = targets[frame["n"]]
        for what, change, rule in _broken(frame):
            yield what, Fault(target, change), ("FAIL", rule), False
    for frame in [answer for answer in answers if not answer["state"] and answer["n"] in demanded][:1]:
        yield "no answer", Fault(targets[frame["n"]], Swallow(None)), ("FAIL", None), False
        yield "a CALLERROR for an answer", Fault(targets[frame["n"]], AnswerError()), ("FAIL", None), False
    yield from _beyond_primitive_types(frames, targets)
    for frame in [call for call in calls if '"chargingProfile"' in call["text"]][:1]:
        change = SetField(("chargingProfile", "stackLevel"), -1)
        yield "a stack level below 0", Fault(targets[frame["n"]], change), (None, "part 2"), False
    actions = {frame["action"] for frame in frames}
    unasked = next(text for text in UNASKED if not any(f'"{action}"' in text for action in actions))
    if calls:
        target = targets[calls[0]["n"]]
        yield (
            "another call before this one is answered",
            Fault(target, Twice(unasked)),
            ("FAIL", "one outstanding"),
            False,
        )
        yield "another call with the same id", Fault(target, Repeat()), ("FAIL", "id"), False
    if answers:
        target = targets[answers[0]["n"]]
        yield "an unsolicited call", Fault(target, Twice(unasked)), ("FAIL", None), True
        yield "an unasked change of the station's state", Fault(target, Twice(unasked)), (None, "surplus"), False
    steps = {frame["step"]: frame for frame in reversed(frames)}
    for number, (step, frame) in enumerate(sorted(steps.items(), key=lambda each: each[1]["n"])):
        target = targets[frame["n"]]
        if number % 2 == 0:
            yield f"closed with code 1011 at step {step}", Fault(target, CloseConnection(1011)), ("FAIL", None), False
        else:
            yield f"connection cut at step {step}", Fault(target, CloseConnection(None)), ("INCONCLUSIVE", None), False


def _beyond_primitive_types(
    frames: list[dict[str, Any]], targets: dict[int, Target]
) -> Iterator[tuple[str, Fault, Expected, bool]]:
    """Yield one value of each primitive type with its own limits, at each place where the CSMS sends one."""
    left = dict(BEYOND_TYPE)
    for frame in frames:
        message = f"{frame['action']}{'Request' if frame['message'] == 'CALL' else 'Response'}"
        for leaf in leaves(message, json.loads(frame["text"])[3 if frame["message"] == "CALL" else 2]):
            if leaf.type in left and leaf.owner not in NAMED_BY_STATIONS:
                what, value, verdict, rule = left.pop(leaf.type)
                change = SetField(parse_path(leaf.path), value)
                yield what.format(path=leaf.path), Fault(targets[frame["n"]], change), (verdict, rule), False


def _broken(frame: dict[str, Any]) -> Iterator[tuple[str, Change, str]]:
    message = f"{frame['action']}{'Request' if frame['message'] == 'CALL' else 'Response'}"
    payload = json.loads(frame["text"])[3 if frame["message"] == "CALL" else 2]
    yield "an unknown property", SetField(("notInTheSchema",), 1), "schema"
    yield from _of_fields(message, payload)
    yield "a message id too long", SetElement(1, "x" * 37), "id"
    yield "not JSON", Replace(("{id} is no JSON",)), "json"
    yield "not an array", Replace(('{"id":"{id}"}',)), "framing"
    yield "NaN in it", Replace(('[3,"{id}",{"x":NaN}]',)), "json"
    if frame["message"] == "CALL":
        yield "an action that OCPP has not", SetElement(2, "NoSuchAction"), "action"
        yield "an action of a station", SetElement(2, "Heartbeat"), "action"
    else:
        yield "the id of no call", SetElement(1, "no-such-call"), "correlation"


def _of_fields(message: str, payload: dict[str, Any]) -> Iterator[tuple[str, Change, str]]:
    for name, value in payload.items():
        schema = place(message, (name,)) or {}
        if isinstance(value, str):
            yield f"{name} is a number", SetField((name,), 12), "schema"
            if schema.get("format") == "date-time":
                yield f"{name} is no date-time", SetField((name,), "yesterday"), "schema"
            if "maxLength" in schema:
                yield f"{name} is too long", SetField((name,), "x" * (schema["maxLength"] + 1)), "schema"
            if "enum" in schema:
                yield f"{name} is none of its values", SetField((name,), "NoSuchValue"), "schema"
        elif isinstance(value, bool | int | float):
            yield f"{name} is a text", SetField((name,), "x"), "schema"
