"""Scripts: YAML lists of steps at a station."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plugfest.simulator.standalone.charging_station import ChargingStation
from plugfest.simulator.standalone.verbs import REQUIRED, VERBS, Verb, VerbError

MAX_REPEATS = 1_000_000


class ScriptError(ValueError):
    """Raised for an invalid script; the text names file and line."""


@dataclass(frozen=True)
class Step:
    """One use of a verb, with its line."""

    verb: Verb
    values: dict[str, Any]
    line: int

    def __str__(self) -> str:
        return " ".join((self.verb.name, *(str(value) for value in self.values.values())))


@dataclass(frozen=True)
class Repeat:
    """Steps that are repeated."""

    times: int
    steps: "tuple[Step | Repeat, ...]"


Steps = tuple[Step | Repeat, ...]


def read_script(path: Path) -> Steps:
    """Read a script. Raises ScriptError, or OSError if it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScriptError(f"{path}: it is not a text in UTF-8 (byte {error.start}): save it as UTF-8") from None
    return parse_script(text, str(path))


def parse_script(text: str, source: str = "script") -> Steps:
    """Return the steps of a script. Raises ScriptError with the line of the mistake."""
    return _Parser(text, source).steps()


async def run_script(station: ChargingStation, steps: Steps, on_step: Callable[[Step], None] = lambda _: None) -> None:
    """Perform the steps in order. Raises exceptions of the station."""
    for step in steps:
        if isinstance(step, Repeat):
            for _ in range(step.times):
                await run_script(station, step.steps, on_step)
        else:
            on_step(step)
            await step.verb.perform(station, step.values)


@cache
def script_schema() -> dict[str, Any]:
    """Return the JSON Schema of scripts."""
    steps = {"type": "array", "items": {"$ref": "#/$defs/step"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Script of a plugfest station",
        "anyOf": [
            {"$ref": "#/$defs/steps"},
            {"type": "object", "properties": {"steps": {"$ref": "#/$defs/steps"}}, "required": ["steps"]},
        ],
        "$defs": {
            "steps": steps,
            "step": {
                "anyOf": [
                    {"enum": [verb.name for verb in VERBS.values() if not _needed(verb)]},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "maxProperties": 1,
                        "additionalProperties": False,
                        "properties": {**{verb.name: _of_verb(verb) for verb in VERBS.values()}, "repeat": _REPEAT},
                    },
                ]
            },
        },
    }


_REPEAT = {
    "type": "object",
    "properties": {
        "times": {"type": "integer", "minimum": 1, "maximum": MAX_REPEATS},
        "steps": {"$ref": "#/$defs/steps"},
    },
    "required": ["times", "steps"],
    "additionalProperties": False,
}


def _needed(verb: Verb) -> list[str]:
    return [parameter.name for parameter in verb.parameters if parameter.default is REQUIRED]


def _of_verb(verb: Verb) -> dict[str, Any]:
    """Return the schema of a verb: parameters by name, the first one alone, or none."""
    by_name: dict[str, Any] = {
        "type": "object",
        "description": verb.about,
        "properties": {parameter.name: parameter.schema for parameter in verb.parameters},
        "required": _needed(verb),
        "additionalProperties": False,
    }
    first = verb.parameters[0].schema if verb.parameters and len(_needed(verb)) <= 1 else None
    ways = [by_name, *([first] if first else []), *([] if _needed(verb) else [{"type": "null"}])]
    return {"anyOf": ways}


class _Parser:
    """Reads steps from YAML nodes, which know their lines."""

    def __init__(self, text: str, source: str) -> None:
        self._source = source
        try:
            self._loader = yaml.SafeLoader(text)
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise ScriptError(f"{source}, line {line}: a character that YAML does not allow: remove it") from None

    def steps(self) -> Steps:
        """Return the steps of the whole script."""
        try:
            node = self._loader.get_single_node()
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
            raise ScriptError(f"{self._source}, line {line}: {error.problem}") from None
        if isinstance(node, yaml.MappingNode):
            members = self._members(node)
            if set(members) != {"steps"}:
                raise self._error(node, 'a script is a list of steps, or has one member "steps"')
            node = members["steps"]
        return self._sequence(node)

    def _sequence(self, node: yaml.Node | None) -> Steps:
        if not isinstance(node, yaml.SequenceNode):
            raise self._error(node, "a list of steps is needed here")
        return tuple(self._step(entry) for entry in node.value)

    def _step(self, node: yaml.Node) -> Step | Repeat:
        if isinstance(node, yaml.ScalarNode):
            return self._use(node, node.value, None)
        if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
            raise self._error(node, "a step is one verb with its parameters, such as `- plug: {evse: 1}`")
        ((name, value),) = self._members(node).items()
        return self._repeat(value) if name == "repeat" else self._use(node, name, value)

    def _repeat(self, node: yaml.Node) -> Repeat:
        members = self._members(node) if isinstance(node, yaml.MappingNode) else {}
        if set(members) != {"times", "steps"}:
            raise self._error(node, "repeat needs times and steps, and takes nothing else")
        times = self._value(members["times"])
        if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MAX_REPEATS:
            raise self._error(members["times"], f"times must be a whole number from 1 to {MAX_REPEATS}")
        return Repeat(times, self._sequence(members["steps"]))

    def _use(self, node: yaml.Node, name: str, value: yaml.Node | None) -> Step:
        verb = VERBS.get(name)
        if verb is None:
            raise self._error(node, f'there is no verb "{name}"; known are {", ".join(VERBS)} and repeat')
        given = None if value is None else self._value(value)
        if isinstance(given, dict) or given is None:
            values = given or {}
        elif verb.parameters:
            values = {verb.parameters[0].name: given}
        else:
            raise self._error(node, f"{name} takes no parameters")
        try:
            verb.read(values)
        except VerbError as error:
            raise self._error(node, str(error)) from None
        return Step(verb, values, node.start_mark.line + 1)

    def _members(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        return {str(self._value(key)): value for key, value in node.value}

    def _value(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node, deep=True)
        except (yaml.MarkedYAMLError, ValueError) as error:
            raise self._error(node, str(getattr(error, "problem", error))) from None

    def _error(self, node: yaml.Node | None, text: str) -> ScriptError:
        line = node.start_mark.line + 1 if node is not None else 1
        return ScriptError(f"{self._source}, line {line}: {text}")
