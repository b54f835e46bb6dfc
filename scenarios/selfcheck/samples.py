"""Values that a schema allows at a place of a message, for faults that add or change a field."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from plugfest.simulator.link.faults import Path

Schema = dict[str, Any]


@cache
def _schema(message: str) -> Schema:
    text = (files("ocpp") / "v201" / "schemas" / f"{message}.json").read_text(encoding="utf-8-sig")
    schema: Schema = json.loads(text)
    return schema


def place(message: str, path: tuple[str | int, ...]) -> Schema | None:
    """Return the schema of a place in a message ("ResetRequest", ("evseId",)); None where OCPP has no such field."""
    root = _schema(message)
    here: Schema | None = root
    for part in path:
        here = _resolve(here, root)
        here = here.get("items") if isinstance(part, int) else here.get("properties", {}).get(part)
        if here is None:
            return None
    return _resolve(here, root)


def _resolve(schema: Schema | None, root: Schema) -> Schema:
    if schema is None:
        return {}
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: Schema = root["definitions"][reference.rsplit("/", 1)[1]]
    return resolved


def sample(message: str, path: tuple[str | int, ...]) -> Any:
    """Return a value that the schema allows there; None if OCPP has no such field."""
    here = place(message, path)
    return None if here is None else _sample(here, _schema(message))


def _sample(schema: Schema, root: Schema) -> Any:
    schema = _resolve(schema, root)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "integer":
            return 1
        case "number":
            return 1.5
        case "boolean":
            return True
        case "array":
            return [_sample(schema["items"], root)]
        case "object":
            return {name: _sample(schema["properties"][name], root) for name in schema.get("required", [])}
        case _:
            return "2001-02-03T04:05:06.000Z" if schema.get("format") == "date-time" else "x"


def others(message: str, path: tuple[str | int, ...], value: Any) -> Iterator[Any]:
    """Yield other values for that place, those that the schema allows first."""
    return (other for other in _candidates(message, path, value) if type(other) is not type(value) or other != value)


def _candidates(message: str, path: tuple[str | int, ...], value: Any) -> Iterator[Any]:
    schema = place(message, path) or {}
    if "enum" in schema:
        yield from (other for other in schema["enum"] if other != value)
        return
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value + 1000, 0, -1)
    elif isinstance(value, float):
        yield from (value + 1, value / 2, 0.0)
    elif isinstance(value, str):
        if schema.get("format") == "date-time":
            yield from ("2001-02-03T04:05:06.000Z", "2099-02-03T04:05:06.000Z")
            return
        most = schema.get("maxLength", 500)
        yield from (f"x{value}"[:most], f"{value[:-1]}~" if value else "x", "x")
    elif isinstance(value, list):
        yield value[:-1] if len(value) > 1 else value * 2
        yield value + value[:1]
        made = sample(message, path)
        if made:
            yield made
        yield []
    elif isinstance(value, dict):
        yield {}
    else:
        made = sample(message, path)
        if made is not None:
            yield from (made, *(other for other in others(message, path, made)))


def parse_path(path: str) -> Path:
    """Read a finding's path: `a.b[0].c` becomes ("a", "b", 0, "c")."""
    parts: list[str | int] = []
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        parts.append(int(index) if index else name)
    return tuple(parts)
