"""Passwords in messages: withheld wherever messages or their content are stored."""

from __future__ import annotations

import re
from typing import Any, Final

from plugfest.csms.store.prepared import json_text

WITHHELD: Final = "***"
_VARIABLES: Final = frozenset({"basicauthpassword"})
_VALUES: Final = frozenset({"attributeValue", "value", "actualValue"})
_MEMBERS: Final = frozenset({"apnPassword", "password", "simPin"})
_MEMBERS_OF_A_VPN: Final = frozenset({"key", "password"})
_HINTS: Final = ("password", "simpin", '"vpn"')
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-f])")


def may_hold_any(text: str) -> bool:
    """Return whether the JSON text of a message, valid or not, can contain a password; its names may be escaped."""
    lower = text.lower()
    if "\\u00" in lower:
        lower = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), lower).lower()
    return any(hint in lower for hint in _HINTS)


def is_secret_variable(name: str) -> bool:
    """Return whether a variable holds a password; OCPP compares names without letter case."""
    return name.lower() in _VARIABLES


def without_secrets(value: Any) -> Any:
    """Return JSON data in which passwords are withheld: of secret variables, and of a network profile.

    An empty value, such as in an event of a write-only variable, is shown: it holds none.
    """
    return _without(value, _MEMBERS) if may_hold_any(json_text(value)) else value


def _without(value: Any, secret_members: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_without(item, secret_members) for item in value]
    if not isinstance(value, dict):
        return value
    variable = value.get("variable")
    name = variable.get("name") if isinstance(variable, dict) else None
    if isinstance(name, str) and is_secret_variable(name):
        secret_members = _MEMBERS | _VALUES  # also in its attributes, which a report nests
    return {
        key: WITHHELD
        if key in secret_members and item != "" and not isinstance(item, dict | list)
        else _without(item, secret_members | (_MEMBERS_OF_A_VPN if key == "vpn" else frozenset()))
        for key, item in value.items()
    }
