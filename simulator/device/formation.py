"""Whether a request is formed as OCPP 2.0.1's JSON schemas demand; a station refuses one that is not."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from plugfest.simulator.device.messages import Payload, Refusal

_CODES = {
    "required": "OccurrenceConstraintViolation",
    "minItems": "OccurrenceConstraintViolation",
    "maxItems": "OccurrenceConstraintViolation",
    "type": "TypeConstraintViolation",
    "additionalProperties": "FormatViolation",
}


def schema(message: str) -> dict[str, Any]:
    """The JSON schema of a message such as "ResetRequest". Raises FileNotFoundError."""
    text = files("ocpp").joinpath("v201", "schemas", f"{message}.json").read_text(encoding="utf-8-sig")
    rules: dict[str, Any] = json.loads(text)
    return rules


@cache
def validator(message: str) -> jsonschema_rs.Draft6Validator:
    """The validator of a message, formats included. Raises FileNotFoundError."""
    return jsonschema_rs.Draft6Validator(schema(message), validate_formats=True)


def refusal_of(action: str, payload: Payload) -> Refusal | None:
    """The CALLERROR (Part 4, 4.3) for a request that breaks its schema; None for one that is well formed."""
    error = next(validator(f"{action}Request").iter_errors(dict(payload)), None)
    if error is None:
        return None
    code = _CODES.get(str(error.kind.name), "PropertyConstraintViolation")
    place = "/".join(str(step) for step in error.instance_path) or "the payload"
    return Refusal(code, f"{place}: {error.message}"[:255])
