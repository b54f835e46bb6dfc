"""Refusal of requests that violate the JSON schemas of OCPP 2.0.1."""

from plugfest.simulator.device.messages import Payload, Refusal
from plugfest.simulator.protocol.schemas import validator

_CODES = {
    "required": "OccurrenceConstraintViolation",
    "minItems": "OccurrenceConstraintViolation",
    "maxItems": "OccurrenceConstraintViolation",
    "type": "TypeConstraintViolation",
    "additionalProperties": "FormatViolation",
}


def refusal_of(action: str, payload: Payload) -> Refusal | None:
    """Return the CALLERROR (Part 4, 4.3) for a request that violates its schema; None for a valid one."""
    error = next(validator(f"{action}Request").iter_errors(dict(payload)), None)
    if error is None:
        return None
    code = _CODES.get(str(error.kind.name), "PropertyConstraintViolation")
    place = "/".join(str(step) for step in error.instance_path) or "the payload"
    return Refusal(code, f"{place}: {error.message}"[:255])
