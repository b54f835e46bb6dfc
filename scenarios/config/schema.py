"""The JSON Schema of a CSMS's file, for editors and for validation: generated from the dataclasses that describe it.

`python -m plugfest.scenarios.config.schema` regenerates it.
"""

import ast
import inspect
import json
import textwrap
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import (
    Address,
    BaselineEntry,
    Cannot,
    Claims,
    Habit,
    Pace,
    StationEntry,
)
from plugfest.scenarios.config.http_api.table import HttpTable
from plugfest.scenarios.config.operator_tables import CompactTable, ManualTable, NoneTable, PythonTable
from plugfest.scenarios.intents import INTENTS
from plugfest.scenarios.intents.token_roles import TOKEN_ROLES

Schema = dict[str, Any]

FILE = Path(__file__).with_name("csms.schema.json")
OPERATORS: Mapping[str, type[Any]] = {
    "none": NoneTable,
    "compact": CompactTable,
    "http": HttpTable,
    "manual": ManualTable,
    "python": PythonTable,
}
"""The members of `[operator]`, by its kind."""

_ELSEWHERE: Schema = {
    "title": '{env = "NAME"} or {file = "path"}',
    "oneOf": [
        {
            "type": "object",
            "properties": {"env": {"type": "string"}, "default": {"type": "string"}},
            "required": ["env"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"file": {"type": "string"}},
            "required": ["file"],
            "additionalProperties": False,
        },
    ],
}
_TOKEN: Schema = {
    "anyOf": [
        {"$ref": "#/$defs/text"},
        {
            "type": "object",
            "properties": {"idToken": {"$ref": "#/$defs/text"}, "type": {"type": "string", "maxLength": 20}},
            "required": ["idToken"],
            "additionalProperties": False,
        },
    ]
}


def make_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a CSMS's file."""
    maker = _Maker()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A CSMS under test, for plugfest",
        "type": "object",
        "properties": {
            "csms": _table(
                dict.fromkeys(("name", "preset", "state_file", "baseline_file"), maker.text), required=["name"]
            ),
            "addresses": _table({profile: maker.of(Address) for profile in "123"}),
            "operator": _operator(maker),
            "stations": {"type": "array", "items": maker.of(StationEntry)},
            "tokens": _table({role: {"$ref": "#/$defs/token"} for role in TOKEN_ROLES}),
            "certificates": maker.of(CertificateTable),
            "configured": maker.of(Configured),
            "claims": maker.of(Claims),
            "pace": maker.of(Pace),
            "habits": {"type": "array", "items": maker.of(Habit)},
            "cannot": {"type": "array", "items": maker.of(Cannot)},
            "baseline": {"type": "array", "items": maker.of(BaselineEntry)},
        },
        "required": ["csms", "addresses"],
        "additionalProperties": False,
        "$defs": {
            "text": {"title": "text", "anyOf": [{"type": "string"}, _ELSEWHERE]},
            "token": _TOKEN,
            **maker.definitions,
        },
    }


@cache
def load_schema() -> Schema:
    """Return the packaged schema."""
    schema: Schema = json.loads(FILE.read_text(encoding="utf-8"))
    return schema


def _operator(maker: "_Maker") -> Schema:
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(OPERATORS)}},
        "required": ["kind"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": maker.of(table),
            }
            for kind, table in OPERATORS.items()
        ],
    }


def _table(properties: Schema, required: list[str] | None = None) -> Schema:
    table: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**table, "required": required} if required else table


class _Maker:
    text: Schema = {"$ref": "#/$defs/text"}  # noqa: RUF012  never changed

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def of(self, cls: type[Any]) -> Schema:
        """Return a reference to a dataclass's schema, which is created at the first call."""
        if cls.__name__ not in self.definitions:
            self.definitions[cls.__name__] = {}
            self.definitions[cls.__name__] = self._dataclass(cls)
        return {"$ref": f"#/$defs/{cls.__name__}"}

    def _dataclass(self, cls: type[Any]) -> Schema:
        hints, explained = get_type_hints(cls, include_extras=True), _explanations(cls)
        properties: dict[str, Schema] = {}
        required = []
        for field in fields(cls):
            schema = self._field(cls, field.name, hints[field.name])
            properties[field.name] = (
                {"description": explained[field.name], **schema} if field.name in explained else schema
            )
            if field.default is MISSING and field.default_factory is MISSING:
                required.append(field.name)
        schema = _table(properties, required)
        return {"description": (inspect.getdoc(cls) or "").split("\n\n")[0].replace("\n", " "), **schema}

    def _field(self, cls: type[Any], name: str, hint: Any) -> Schema:
        if cls is HttpTable and name == "intents":
            return _table(dict.fromkeys(INTENTS, self._type(get_args(hint)[1])))
        schema = self._type(hint)
        if cls is Configured and schema.get("type") in ("number", "integer"):
            schema["minimum"] = 0
        return schema

    def _type(self, hint: Any) -> Schema:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            extra = dict(arguments[1])
            schema = self._type(arguments[0])
            if "const" in extra or "enum" in extra:
                return {"type": "string", **extra}
            return {"allOf": [schema], **extra} if "$ref" in schema else {**schema, **extra}
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (Union, types.UnionType):
            choices = [self._type(choice) for choice in arguments if choice is not type(None)]
            return choices[0] if len(choices) == 1 else {"anyOf": choices}
        if origin is tuple and isinstance(arguments[0], type) and is_dataclass(arguments[0]):
            one = self.of(arguments[0])
            return {"anyOf": [{"type": "array", "items": one}, one]}
        if origin in (tuple, frozenset):
            return {"type": "array", "items": self._type(arguments[0])}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self._type(arguments[1])}
        if isinstance(hint, type) and is_dataclass(hint):
            return self.of(hint)
        return dict(_PLAIN[hint])


_PLAIN: Mapping[Any, Schema] = {
    str: {"$ref": "#/$defs/text"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    Any: {},
}


def _explanations(cls: type[Any]) -> dict[str, str]:
    """Return the docstrings of a dataclass's fields and of those of its bases, by field name."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        body = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        assert isinstance(body, ast.ClassDef)
        for statement, after in zip(body.body, body.body[1:], strict=False):
            match statement, after:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str() as text)),
                ):
                    found[name] = inspect.cleandoc(text).replace("\n", " ")
    return found


def main() -> None:
    """Write the packaged schema."""
    FILE.write_text(json.dumps(make_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
