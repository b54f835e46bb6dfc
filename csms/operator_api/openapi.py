"""The OpenAPI 3.1 document, made from the operations and endpoints that are registered."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.parameters import NoParameters, RequestBody
from plugfest.csms.net.handshake import STATION_ID
from plugfest.csms.operator_api.bodies import StationBody
from plugfest.csms.operator_api.trust import PURPOSES, TrustedRoot
from plugfest.csms.store.tokens import TOKEN_TYPES

_ANY: dict[str, Any] = {}
_ERROR = {
    "description": "What happened, and what to do",
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
        }
    },
}
_WAIT = {
    "name": "wait",
    "in": "query",
    "description": "Seconds to wait for the outcome, 30 at most",
    "schema": {"type": "number", "minimum": 0, "maximum": 3600},
}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_names: dict[str, dict[str, Any]] = {
    "connector": _NUMBER,
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "evse": _NUMBER,
    "firmware": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$"},
    "id": _NUMBER,
    "idToken": {"type": "string", "minLength": 1, "maxLength": 36},
    "message": _NUMBER,
    "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
    "purpose": {"enum": list(PURPOSES)},
    "request": _NUMBER,
    "requestId": _NUMBER,
    "reservation": _NUMBER,
    "station": {"type": "string", "pattern": f"^{STATION_ID}$"},
    "type": {"enum": list(TOKEN_TYPES)},
}
"""What is known of names in paths."""


def document() -> dict[str, Any]:
    """The whole document."""
    offered = [operation for _, operation in sorted(registry.operations.items()) if operation.offered]
    bodies: list[type[RequestBody]] = [StationBody, TrustedRoot, *(operation.params for operation in offered)]
    bodies += [endpoint.body for endpoint in registry.endpoints if endpoint.body is not None]
    unique = list(dict.fromkeys(bodies))
    references, schemas = msgspec.json.schema_components(unique, ref_template="#/components/schemas/{name}")
    reference = dict(zip(unique, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}

    def add(method: str, path: str, summary: str, body: type[RequestBody] | None = None, **more: Any) -> None:
        described: dict[str, Any] = {"summary": summary, **more}
        described.setdefault("responses", {"200": _answer("What is known")})
        described["responses"] = {**described["responses"], "default": _ERROR}
        described["parameters"] = [*_path_parameters(path), *more.get("parameters", [])]
        if body is not None:
            required = any(field.required for field in msgspec.structs.fields(body))
            content = {"application/json": {"schema": reference[body]}}
            described["requestBody"] = {"content": content, "required": required}
        paths.setdefault(path, {})[method] = described

    created = {"200": _answer("It was known"), "201": _answer("It is new")}
    add("put", "/stations/{station}", "Let a station in, or change how", StationBody, responses=created)
    add("get", "/stations/{station}", "One station")
    add("delete", "/stations/{station}", "Forget a station and all that belongs to it")
    add("get", "/stations", "All stations")
    started = {"202": _answer("The operation has started; the response has its id", _identified())}
    for operation in offered:
        path = f"/stations/{{station}}/operations/{operation.name}"
        add("post", path, _summary(operation), operation.params, responses=started, operationId=operation.name)
    add("get", "/operations/{operation}", "An operation and its outcome", parameters=[_WAIT])
    add("delete", "/operations/{operation}", "Cancel an operation that waits or is under way")
    for endpoint in registry.endpoints:
        add(endpoint.method.lower(), endpoint.path, endpoint.summary, endpoint.body)
    trusted = {"201": _answer("It is trusted from now on")}
    add("get", "/trusted-roots", "The roots that are trusted beside our own")
    add("post", "/trusted-roots/{purpose}", "Trust a root", TrustedRoot, responses=trusted)
    add("delete", "/trusted-roots/{purpose}/{fingerprint}", "Trust a root no longer")
    add("get", "/health", "Whether the CSMS is there", security=[])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Compact CSMS: operator API", "version": "1"},
        "security": [{"bearer": []}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas, "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


def _summary(operation: registry.Operation) -> str:
    text = inspect.getdoc(operation.params if operation.params is not NoParameters else operation.script) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def _answer(description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema or _ANY}}}


def _identified() -> dict[str, Any]:
    return {"type": "object", "properties": {"operation": {"type": "string"}}, "required": ["operation"]}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _names.get(name, {"type": "string"})}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
