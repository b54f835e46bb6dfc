"""The reference of a CSMS's TOML file, from the JSON Schema that plugfest checks it by."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from generate.markdown import cell, code, page
from generate.schema_tables import Default, kind, members
from plugfest.scenarios.config import configured, description
from plugfest.scenarios.config.schema import make_schema

_TABLES = {"Configured": configured.Configured, "Pace": description.Pace}
"""The tables whose members all have defaults, by the names of their definitions."""
_INTRO = """Every table and key of the file that describes a CSMS, from the JSON Schema by which plugfest checks it.
[The guide](../configuration.md) says what they are for, with examples. A *text* may be written as a string, as
`{ env = "NAME" }` or as `{ file = "path" }`; a *token* is a text, or `{ idToken = "...", type = "..." }`."""


def _default_of(table: type[Any]) -> Default:
    values = {field.name: getattr(table(), field.name) for field in dataclasses.fields(table)}

    def default(name: str) -> str:
        value = values.get(name)
        return "" if value is None or value == "" else code(cell(json.dumps(value, default=str)))

    return default


def _heads(name: str, schema: Mapping[str, Any]) -> str:
    """Return the rows of the file's top level for one table of it."""
    repeated = schema.get("type") == "array"
    return f"[[{name}]]" if repeated else f"[{name}]"


def pages() -> Mapping[str, str]:
    """Return the page of all keys."""
    schema = make_schema()
    definitions = schema["$defs"]
    top = members({**schema, "properties": {_heads(n, s): s for n, s in schema["properties"].items()}})
    inline = [
        f"## [{name}]\n\n{members(schema['properties'][name])}" for name in ("csms", "addresses", "tokens", "operator")
    ]
    kinds = [kind(choice["then"]) for choice in schema["properties"]["operator"]["allOf"]]
    inline.append(f"The other members depend on the kind: {', '.join(kinds)}.")
    sections = [
        f"## {name}\n\n{each.get('description', '')}\n\n"
        + members(each, _default_of(_TABLES[name]) if name in _TABLES else None)
        for name, each in definitions.items()
        if "properties" in each
    ]
    return {"reference/configuration-keys.md": page("Configuration keys", _INTRO, top, *inline, *sections)}
