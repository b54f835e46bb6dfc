"""Query parameters of the API: each has one meaning, one check, one description and one example."""

from __future__ import annotations

import sys
from typing import Any, Final

import msgspec

from plugfest.csms.store.tables import is_timestamp

_ID: Final = {"type": "integer", "minimum": 0, "maximum": 2**62}


class QueryParameter(msgspec.Struct, frozen=True):
    """A query parameter, as the OpenAPI document describes it."""

    description: str
    schema: dict[str, Any]
    example: Any


PARAMETERS: Final = {
    "limit": QueryParameter("How many to return at most", {"type": "integer", "minimum": 1, "maximum": 1000}, 20),
    "action": QueryParameter("Only messages of this action, and their answers", {"type": "string"}, "Heartbeat"),
    "direction": QueryParameter(
        "Only messages from the station (`in`) or to it (`out`)", {"enum": ["in", "out"]}, "in"
    ),
    "kind": QueryParameter(
        "Only messages of this kind",
        {"enum": ["CALL", "CALLRESULT", "CALLERROR", "UNREADABLE", "RAW", "BINARY", "NOTHING"]},
        "CALL",
    ),
    "since": QueryParameter(
        "Only messages from this moment on", {"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z"
    ),
    "until": QueryParameter(
        "Only messages before this moment", {"type": "string", "format": "date-time"}, "2026-01-02T00:00:00Z"
    ),
    "after": QueryParameter("Only messages after the one with this id", _ID, 1),
    "before": QueryParameter("Only messages before the one with this id", _ID, 1000),
    "match": QueryParameter(
        "JSON that the payload must contain: an object is a subset, a list has these elements",
        {"type": "string", "contentMediaType": "application/json"},
        '{"reason":"PowerUp"}',
    ),
    "jsonpath": QueryParameter(
        "A JSONPath expression that must find something in the payload",
        {"type": "string"},
        "$.chargingStation[?(@.model)]",
    ),
    "timeout": QueryParameter("Seconds to wait", {"type": "number", "minimum": 0, "maximum": 300}, 30),
    "wait": QueryParameter("Seconds to wait for the outcome, 30 at most", {"type": "number", "minimum": 0}, 5),
}


def check(name: str, text: str) -> Any:
    """Return the value of a parameter. Raises ValueError with the allowed values."""
    schema = PARAMETERS[name].schema
    if "enum" in schema:
        if text not in schema["enum"]:
            raise ValueError(f"{name} must be one of {', '.join(schema['enum'])}, was {text[:40]!r}")
        return text
    if schema["type"] in {"integer", "number"}:
        return _number(name, text, schema)
    if schema.get("format") == "date-time" and not is_timestamp(text):
        raise ValueError(f"{name} must be a moment with its time zone, such as 2030-01-31T12:00:00Z, was {text[:40]!r}")
    return text


def _number(name: str, text: str, schema: dict[str, Any]) -> int | float:
    least, most = schema["minimum"], schema.get("maximum", sys.float_info.max)
    try:
        value = int(text) if schema["type"] == "integer" else float(text)
    except ValueError:
        value = -1
    if not (text.isascii() and len(text) < 40 and least <= value <= most):
        upper = f" to {most}" if "maximum" in schema else " on"
        raise ValueError(f"{name} must be a number from {least}{upper}, was {text[:20]!r}")
    return value
