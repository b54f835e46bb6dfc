"""Translates an intent for the compact CSMS's operator API: the name of an operation and its parameters."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from plugfest.scenarios.intents import IdToken, Intent, Monitor, Setting, Variable
from plugfest.scenarios.operators.protocol import Order

_RENAMED: Final[Mapping[tuple[str, str], str | None]] = {
    ("WriteVariables", "settings"): "values",
    ("DeleteCertificate", "type"): None,
    ("DeleteCertificate", "hash_algorithm"): None,
}
"""The API's name of the parameter; None: the CSMS must determine the value by itself."""


def operation(intent: Intent) -> tuple[str, dict[str, Any]]:
    """Return the operation that performs an intent, and its parameters."""
    parameters: dict[str, Any] = {}
    for field, value in msgspec.structs.asdict(intent).items():
        name = _RENAMED.get((intent.name, field), camel_case(field))
        if field == "transaction" and getattr(intent, "evse", None) is not None:
            continue  # the CSMS must know the transaction there
        if name is not None and value is not None:
            parameters[name] = _said(value)
    return re.sub(r"(?<!^)(?=[A-Z])", "-", intent.name).lower(), parameters


def orders_in(intent: Intent) -> list[Order]:
    """Return the earlier orders that an intent refers to: parameters name the operations that carry them out."""
    return [value for value in msgspec.structs.asdict(intent).values() if isinstance(value, Order)]


def camel_case(name: str) -> str:
    """Return `stackLevel` for `stack_level`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _said(value: object) -> Any:
    match value:
        case IdToken():
            return value.payload
        case Variable():
            return _variable(value)
        case Setting():
            return {**_variable(value.variable), "value": value.value}
        case Monitor():
            return {
                **_variable(value.variable),
                "type": value.type,
                "value": value.value,
                "severity": value.severity,
            }
        case tuple():
            return [_said(item) for item in value]
        case Order():
            return value.created.get("operation")
        case _:
            return value


def _variable(variable: Variable) -> dict[str, Any]:
    component = {
        "name": variable.component,
        "instance": variable.component_instance,
        "evse": variable.evse,
        "connector": variable.connector,
    }
    return {
        "component": {key: value for key, value in component.items() if value is not None},
        "variable": {"name": variable.name} | ({"instance": variable.instance} if variable.instance else {}),
    }
