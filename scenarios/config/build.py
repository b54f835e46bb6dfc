"""Builds the dataclasses that describe a CSMS from validated plain data."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def build(cls: type[T], data: Mapping[str, Any]) -> T:
    """Return an instance of a dataclass from plain data; lists become tuples, nested tables nested dataclasses."""
    hints = get_type_hints(cls)
    assert is_dataclass(cls)
    return cls(**{f.name: _value(hints[f.name], data[f.name]) for f in fields(cls) if f.name in data})


def _value(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(arguments, value)
    if origin in (tuple, frozenset) and isinstance(value, list):
        return origin(_value(arguments[0], item) for item in value)
    if origin is tuple and isinstance(value, dict):
        return (_value(arguments[0], value),)
    if origin is Mapping and isinstance(value, dict):
        return {key: _value(arguments[1], item) for key, item in value.items()}
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, dict):
        return build(hint, value)
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is float and isinstance(value, int):
        return float(value)
    return value


def _one_of(arguments: tuple[Any, ...], value: Any) -> Any:
    """Return the first alternative that takes a value of this shape."""
    for hint in arguments:
        origin = get_origin(hint)
        is_table = (isinstance(hint, type) and is_dataclass(hint)) or origin is Mapping
        if (isinstance(value, dict) and is_table) or (isinstance(value, list) and origin in (tuple, frozenset)):
            return _value(hint, value)
    return _value(arguments[0], value)
