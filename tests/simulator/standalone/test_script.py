"""Reading YAML scripts, and the line of every mistake."""

import json
from typing import Any

import jsonschema_rs
import pytest
import yaml

from plugfest.simulator.standalone.script import Repeat, ScriptError, Step, parse_script, script_schema

GOOD = """
steps:
  - plug: 1
  - swipe: {token: TAG1, evse: 1}
  - wait: 30m
  - repeat:
      times: 2
      steps:
        - offline: 2m
        - status
  - send: {action: Heartbeat}
  - unplug
"""
BAD = [
    ("- plugg: 1", 1, 'there is no verb "plugg"'),
    ("steps:\n  - plug\n  - swipe\n", 3, "swipe needs token: swipe TOKEN [EVSE]"),
    ("- repeat: {times: 0, steps: []}", 1, "times must be a whole number from 1"),
    ("- plug\n- wait: soon", 2, "a duration is a number of seconds or a text such as"),
    ("- repeat:\n    times: 2\n    steps:\n      - fly: 1", 4, 'there is no verb "fly"'),
    ("- misbehave: badly", 1, "how must be one of wrong-seqno"),
    ("- plug: {evs: 1}", 1, "plug has no evs; it takes evse, connector"),
    ("- plug: one", 1, "evse must be a whole number, was 'one'"),
    ("- status: 1", 1, "status takes no parameters"),
    ("- {plug: 1, unplug: 1}", 1, "a step is one verb"),
    ("- plug: {evse: 2020-99-99}", 1, "month must be in 1..12"),
]


def schema_errors(text: str) -> list[Any]:
    rules = json.loads(json.dumps(script_schema()))
    return list(jsonschema_rs.validator_for(rules).iter_errors(yaml.safe_load(text)))


def test_script_is_parsed_into_steps_with_lines() -> None:
    plug, swipe, wait, repeat, send, unplug = parse_script(GOOD)
    assert isinstance(plug, Step)
    assert (plug.verb.name, plug.values, plug.line) == ("plug", {"evse": 1}, 3)
    assert isinstance(repeat, Repeat)
    assert (repeat.times, [str(step) for step in repeat.steps]) == (2, ["offline 2m", "status"])
    assert str(swipe) == "swipe TAG1 1"
    assert [str(step) for step in (wait, send, unplug)] == ["wait 30m", "send Heartbeat", "unplug"]


def test_list_of_steps_is_a_script() -> None:
    assert len(parse_script("- plug\n- unplug")) == 2


@pytest.mark.parametrize(("text", "line", "what"), BAD)
def test_mistake_is_reported_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(ScriptError) as raised:
        parse_script(text, "day.yaml")
    assert str(raised.value).startswith(f"day.yaml, line {line}: ")
    assert what in str(raised.value)


@pytest.mark.parametrize("text", ["", "- [", "steps: 1", "verbs: []", "3"])
def test_invalid_script_file_is_refused(text: str) -> None:
    with pytest.raises(ScriptError, match=r"script, line \d+: "):
        parse_script(text)


def test_schema_accepts_valid_scripts() -> None:
    assert schema_errors(GOOD) == []
    assert schema_errors("- plug\n- unplug") == []


@pytest.mark.parametrize("text", [text for text, _, _ in BAD if "2020" not in text])
def test_schema_rejects_invalid_scripts(text: str) -> None:
    assert schema_errors(text)


def test_character_that_yaml_does_not_allow_is_reported_with_its_line() -> None:
    with pytest.raises(ScriptError, match="line 2: a character that YAML does not allow"):
        parse_script("- plug\n- \x01")
