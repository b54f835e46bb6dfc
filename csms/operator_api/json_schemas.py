"""Terms in which the JSON schemas of responses are written."""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
TIME_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "number"}
NUMBER_OR_NULL: Final[Schema] = {"type": ["number", "null"]}
INTEGER: Final[Schema] = {"type": "integer"}
INTEGER_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}


def an_object(*, optional: dict[str, Schema] | None = None, **properties: Schema) -> Schema:
    """Return the schema of an object that has these members, and perhaps more in later versions."""
    return {"type": "object", "properties": {**properties, **(optional or {})}, "required": list(properties)}


def a_list(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def a_map(values: Schema, description: str) -> Schema:
    """Return the schema of an object with any names, and values of one kind."""
    return {"type": "object", "additionalProperties": values, "description": description}


def one_of(*values: str) -> Schema:
    """Return the schema of a text that is one of these."""
    return {"type": "string", "enum": list(values)}


def named(name: str) -> Schema:
    """Return a reference to a schema of the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    """Return the schema of a value that may be absent, which is shown as null."""
    return {"anyOf": [schema, {"type": "null"}]}


def anything(description: str) -> Schema:
    """Return the schema of an object whose members are described elsewhere, as in Part 3 of OCPP."""
    return {"type": "object", "additionalProperties": True, "description": description}
