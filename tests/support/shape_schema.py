"""Derives from the typed shapes what the published JSON Schema has to say about them."""

from __future__ import annotations

import types
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from plugfest.reports.record import shapes, trace_shapes

SIMPLE = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    object: {},
}
MOMENTS = {"started", "ended"}
NOT_NEGATIVE = {
    "n",
    "at",
    "seconds",
    "size",
    "duration",
    "asked_at",
    "ended_at",
    "connection",
    "order",
    "entry",
    "answers",
}


def derived() -> dict[str, Any]:
    """The `$defs` of the schema, as the shapes give them."""
    named = {**vars(trace_shapes), **vars(shapes)}
    found = {name: one for name, one in named.items() if is_typeddict(one) and not name.startswith("_")}
    return {name[0].lower() + name[1:]: _of_shape(one) for name, one in found.items() if name != "TypedDict"}


def _of_shape(shape: Any) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    required = [name for name, hint in hints.items() if get_origin(hint) is not NotRequired]
    return {
        "type": "object",
        "required": sorted(required),
        "properties": {name: _member(name, hint) for name, hint in hints.items()},
    }


def _member(name: str, hint: Any) -> dict[str, Any]:
    schema = dict(_of_type(hint))
    kind = schema.get("type")
    types_of = kind if isinstance(kind, list) else [kind]
    if name in MOMENTS:
        schema["format"] = "date-time"
    if name in NOT_NEGATIVE and {"integer", "number"} & set(types_of):
        schema["minimum"] = 0
        if "number" in types_of:
            schema["maximum"] = 10**9
    return schema


def _of_type(hint: Any) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if origin in (NotRequired, Required):
        return _of_type(arguments[0])
    if origin is Literal:
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _of_type(arguments[0])}
    if origin is dict:
        names = {} if arguments[0] is str else {"propertyNames": _of_type(arguments[0])}
        return {"type": "object", "additionalProperties": _of_type(arguments[1]), **names}
    if origin in (Union, types.UnionType):
        return _of_union([argument for argument in arguments if argument is not type(None)], len(arguments))
    return {"$ref": f"#/$defs/{hint.__name__[0].lower() + hint.__name__[1:]}"}


def _of_union(others: list[Any], members: int) -> dict[str, Any]:
    if members == len(others):
        return {"$ref": "#/$defs/entry"}
    only = _of_type(others[0])
    if set(only) == {"enum"}:
        return {"enum": [*only["enum"], None]}
    if set(only) == {"type"}:
        return {"type": [only["type"], "null"]}
    return {"anyOf": [only, {"type": "null"}]}
