"""Tables of members, from a JSON Schema."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from generate.markdown import cell, code, table

Schema = Mapping[str, Any]
Default = Callable[[str], str]


def kind(schema: Schema) -> str:
    """Return the type of a member in words; the name of a definition as a link to its heading."""
    match schema:
        case {"$ref": reference}:
            name = reference.rpartition("/")[2]
            return name if name in ("text", "token") else f"[{name}](#{name.lower()})"
        case {"const": value}:
            return code(json.dumps(value))
        case {"enum": values}:
            return " or ".join(code(json.dumps(value)) for value in values)
        case {"anyOf": choices} | {"oneOf": choices}:
            return " or ".join(dict.fromkeys(kind(choice) for choice in choices))
        case {"properties": _}:
            return "table"
        case {"allOf": [first, *_]}:
            return kind(first)
        case {"type": "array", "items": items}:
            return f"list of {kind(items)}"
        case {"type": "array"}:
            return "list"
        case {"type": "object", "additionalProperties": {} as values} if values:
            return f"table of {kind(values)}"
        case {"type": "object"}:
            return "table"
        case {"type": "string", "format": name}:
            return str(name)
        case {"type": [*names]}:
            return " or ".join(names)
        case {"type": name}:
            return "text" if name == "string" else str(name)
    return "anything"


def members(schema: Schema, default: Default | None = None) -> str:
    """Return a table of the members of an object; those that must be there are marked."""
    required = schema.get("required", ())
    described = any("description" in member for member in schema["properties"].values())
    head = ["member", "type", *(["default"] if default else []), *(["meaning"] if described else [])]
    rows = [
        [
            code(name) + (" (required)" if name in required else ""),
            kind(member),
            *([default(name)] if default else []),
            *([cell(member.get("description", ""))] if described else []),
        ]
        for name, member in schema["properties"].items()
    ]
    return table(head, rows)
