"""The published JSON Schema of the record, and validation of lines by it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs

FORMAT = 1


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a line of the record."""
    loaded: dict[str, Any] = json.loads((files(__package__) / f"schema-{FORMAT}.json").read_text("utf-8"))
    return loaded


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)


def violation(line: object) -> str | None:
    """Return the first violation in a line of the record, with its path; None when the line is valid."""
    error = next(iter(_validator().iter_errors(line)), None)
    if error is None:
        return None
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path).lstrip(".")
    message = error.message if len(error.message) <= 300 else f"{error.message[:300]}..."
    return f"{path or 'the line'}: {message}"
