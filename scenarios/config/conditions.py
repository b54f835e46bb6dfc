"""A condition on a value in a configuration: the value itself, one of several, a pattern, or its presence."""

import re
from collections.abc import Mapping
from typing import Any, Final


class Missing:
    """A marker for an absent value."""

    def __repr__(self) -> str:
        return "absent"


MISSING: Final = Missing()


def holds(wanted: object, value: object) -> bool:
    """Return whether a value meets a condition. 1 equals 1.0, but true does not equal 1."""
    match wanted:
        case {"absent": True}:
            return value is MISSING
        case {"present": True}:
            return value is not MISSING
        case {"pattern": str() as pattern}:
            return value is not MISSING and re.search(pattern, str(value)) is not None
        case list():
            return any(holds(one, value) for one in wanted)
        case bool() | None:
            return value is wanted
        case _:
            return not isinstance(value, bool) and value == wanted


def conditions_hold(conditions: Mapping[str, Any], parameters: Mapping[str, Any]) -> bool:
    """Return whether all parameters, named by dotted paths (`token.type`), meet their conditions."""
    return all(holds(wanted, found(parameters, name)) for name, wanted in conditions.items())


def found(data: object, path: str) -> Any:
    """Return the value at a dotted path (`variables.0.component.name`), or MISSING."""
    for part in path.split("."):
        if isinstance(data, Mapping) and part in data:
            data = data[part]
        elif isinstance(data, list | tuple) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return MISSING
    return data


def said(wanted: object) -> str:
    """Return a condition as text for a person."""
    match wanted:
        case {"absent": True}:
            return "absent"
        case {"present": True}:
            return "present"
        case {"pattern": pattern}:
            return f"like {pattern}"
        case list():
            return " or ".join(said(one) for one in wanted)
        case _:
            return repr(wanted)
