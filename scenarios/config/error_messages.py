"""Turns errors of the JSON Schema into messages that name the valid values."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs

from plugfest.scenarios.config.problems import KeyPath, Problem

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}
_PATTERNS = {
    "^wss?://": 'must begin with "ws://" or "wss://"',
    r"[^\s]": "must say why the failure is accepted",
    "^https?://": 'must begin with "http://" or "https://"',
    "^TC_[A-P]_[0-9]{2,3}(_CSMS)?$": 'must name a case, such as "TC_B_22_CSMS"',
    r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$": 'must be "module:Class"',
}


def error_message(errors: Iterable[Any], schema: dict[str, Any], data: Any) -> Iterator[Problem]:
    """Return one message for each error that jsonschema-rs found."""
    for error in errors:
        yield from _error_message(error, schema, data)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint with the most similar known name, or with all known names when there are few."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if not close:
        close = [each for each in names if each.lower() == name.lower()]
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; known here: {', '.join(names)}" if 0 < len(names) <= 24 else ""


def _error_message(error: Any, schema: dict[str, Any], data: Any) -> Iterator[Problem]:
    kind, path = error.kind, _real_path(error.instance_path, data)
    owner = _at(schema, list(error.schema_path)[:-1])
    match kind:
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            for name in names:
                yield Problem((*path, name), f"is not known{nearest(name, owner.get('properties', {}))}")
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            about = owner.get("properties", {}).get(name, {}).get("description", "")
            yield Problem(path, f'"{name}" is missing' + (f": {about}" if about else ""))
        case (
            jsonschema_rs.ValidationErrorKind.AnyOf(context=branches)
            | jsonschema_rs.ValidationErrorKind.OneOfNotValid(context=branches)
        ):
            deeper = [e for branch in branches for e in branch if len(e.instance_path) > len(error.instance_path)]
            if deeper:
                yield from error_message(deeper, schema, data)
            else:
                yield Problem(path, f"must be {_expected(owner, schema)}, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.Type():
            yield Problem(path, f"must be {_expected(owner, schema)}, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.Enum():
            hint = nearest(str(error.instance), map(str, owner["enum"]))
            yield Problem(path, f"{_shown(error.instance)} is not known{hint}")
        case jsonschema_rs.ValidationErrorKind.Pattern(pattern=pattern):
            words = _PATTERNS.get(pattern, f"must match {pattern}")
            yield Problem(path, f"{words}, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.Minimum(limit=limit):
            yield Problem(path, f"must be {limit} or more, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.Maximum(limit=limit):
            yield Problem(path, f"must be {limit} or less, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.ExclusiveMinimum(limit=limit):
            yield Problem(path, f"must be more than {limit}, was {_shown(error.instance)}")
        case jsonschema_rs.ValidationErrorKind.MinLength():
            yield Problem(path, "must not be empty")
        case jsonschema_rs.ValidationErrorKind.Format(format="date"):
            yield Problem(path, f"must be a date such as 2030-12-31, was {_shown(error.instance)}")
        case _:
            yield Problem(path, error.message)


def _expected(schema: dict[str, Any], root: dict[str, Any]) -> str:
    if "$ref" in schema:
        schema = _at(root, schema["$ref"].removeprefix("#/").split("/"))
    if "title" in schema:
        return str(schema["title"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_expected(choice, root) for choice in schema["anyOf"]))
    return _TYPES.get(str(schema.get("type")), "a value of another kind")


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 60 else text[:57] + "..."


def _at(schema: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        schema = schema[part]
    return schema


def _real_path(path: Iterable[str | int], data: Any) -> KeyPath:
    """Return the path by the data's own keys: jsonschema-rs takes a key such as "1" for a number."""
    real: list[str | int] = []
    for part in path:
        real.append(int(part) if isinstance(data, list) else str(part))
        data = data[real[-1]]
    return tuple(real)
