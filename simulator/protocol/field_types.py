"""The types that OCPP 2.0.1, Part 2, gives to the fields of its messages, from one table."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

PRIMITIVES: Final = frozenset(
    ["string", "integer", "decimal", "identifierString", "dateTime", "passwordString", "boolean"]
)
_OPAQUE: Final = "AnyType"
"""Data without an OCPP type."""


class _Type(NamedTuple):
    """The type of a field as the table has it: "identifierString[0..36]"."""

    name: str
    length: int | None
    """The maximum number of characters."""


class Leaf(NamedTuple):
    """One value of a payload that is neither an object nor a list, with its place and its type."""

    path: str
    owner: str
    """The message or datatype that has the field: "IdTokenType"."""
    field: str
    type: str
    """The name of the type without its length: "identifierString"; empty if Part 2 gives none."""
    length: int | None
    """The maximum number of characters."""
    value: Any


@cache
def _table() -> dict[str, dict[str, _Type]]:
    """Return the types by message or datatype and field."""
    text = (files("plugfest.simulator.protocol") / "field_types.csv").read_text(encoding="utf-8")
    table: dict[str, dict[str, _Type]] = {}
    for row in csv.DictReader(text.splitlines()):
        table.setdefault(row["message_or_type"], {})[row["field"]] = _type(row["type"])
    return table


def _type(written: str) -> _Type:
    most = written.partition("..")[2].rstrip("]")
    return _Type(written.partition("[")[0], int(most) if most.isdigit() else None)


@cache
def _types_of(field: str) -> frozenset[str]:
    """Return the types that a field of this name has, over all messages and datatypes."""
    return frozenset(fields[field].name for fields in _table().values() if field in fields)


def field_type(owner: str, field: str, value: Any = None) -> str:
    """Return the type of a field of a message or datatype, without its length; empty if Part 2 gives none.

    With an empty `owner` (a CSMS's view of its data) the type is the common type of all fields of this name in OCPP,
    among datatypes for an object and among primitive types for any other `value`.
    """
    if owner:
        known = _table().get(owner, {}).get(field)
        return known.name if known is not None else ""
    wanted = [name for name in _types_of(field) if (name in PRIMITIVES) is not isinstance(value, dict)]
    return wanted[0] if len(wanted) == 1 else ""


def type_at(message: str, path: str) -> str:
    """Return the type of the field at a path such as "idToken.idToken" or "chargingSchedule[0].limit"."""
    owner = message
    for part in path.split(".") if path else []:
        owner = field_type(owner, part.partition("[")[0])
    return owner


def leaves(message: str, payload: Any) -> Iterator[Leaf]:
    """Yield every value of a payload that has a type in Part 2."""
    if isinstance(payload, dict):
        yield from _members(message, payload, "")


def _members(owner: str, members: dict[str, Any], path: str) -> Iterator[Leaf]:
    known = _table().get(owner, {})
    for field, value in members.items():
        if field in known:
            yield from _values(owner, field, known[field], value, f"{path}.{field}" if path else field)


def _values(owner: str, field: str, type_: _Type, value: Any, path: str) -> Iterator[Leaf]:
    if isinstance(value, list):
        for number, element in enumerate(value):
            yield from _values(owner, field, type_, element, f"{path}[{number}]")
    elif isinstance(value, dict):
        if type_.name != _OPAQUE:
            yield from _members(type_.name, value, path)
    else:
        yield Leaf(path, owner, field, type_.name, type_.length, value)
