"""The OpenAPI 3.1 document, made from the operations and endpoints that are registered."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from plugfest.csms.blocks import registry
from plugfest.csms.blocks.parameters import NoParameters
from plugfest.csms.blocks.query import PARAMETERS
from plugfest.csms.faults.kinds import AnyFault, AnyInjection
from plugfest.csms.net.handshake import STATION_ID_SCHEMA
from plugfest.csms.operator_api.bodies import StationBody
from plugfest.csms.operator_api.changes import Changes
from plugfest.csms.operator_api.faults import PersonaBody
from plugfest.csms.operator_api.json_schemas import named
from plugfest.csms.operator_api.response_schemas import NAMED
from plugfest.csms.operator_api.responses import RESPONSES
from plugfest.csms.operator_api.trust import PURPOSES, TrustedRoot
from plugfest.csms.store.tokens import TOKEN_TYPES

_ERROR = {
    "description": "The cause of the error, and what to do",
    "content": {"application/json": {"schema": named("Error")}},
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
    "station": {"type": "string", **STATION_ID_SCHEMA},
    "type": {"enum": list(TOKEN_TYPES)},
}
"""The schemas of names in paths."""
_DESCRIPTIONS: dict[str, tuple[str, Any]] = {
    "connector": ("The number of a connector of the EVSE", 1),
    "currency": ("Three capital letters (ISO 4217)", "EUR"),
    "evse": ("The number of an EVSE", 1),
    "fault": ("The number of a fault", 1),
    "fingerprint": ("The SHA-256 fingerprint of a certificate", "9f86d081884c7d65"),
    "firmware": ("The name of a firmware image", "compact-1.0.bin"),
    "id": ("The id of a charging profile", 1),
    "idToken": ("The id of a token", "04A1B2C3D4"),
    "message": ("The number of a display message", 1),
    "name": ("The name of a tariff", "default"),
    "operation": ("The id of an operation", "0f8fad5bd9cb469fa16570867728950e"),
    "purpose": ("The purpose that a root is trusted for", "station"),
    "request": ("The requestId of a report", 1),
    "requestId": ("The requestId of a report", 1),
    "reservation": ("The number of a reservation", 1),
    "station": ("The identity of a station", "CS1"),
    "transaction": ("The transactionId", "6f9619ff-8b86"),
    "type": ("The type of a token", "ISO14443"),
    "vendor": ("The vendorId", "org.example"),
}


class _Route(msgspec.Struct, frozen=True):
    """One method of one path, as the document describes it."""

    method: str
    path: str
    name: str
    summary: str
    body: Any = None
    query: tuple[str, ...] = ()
    status: str = "200"
    response: dict[str, Any] | None = None
    media_type: str = "application/json"


def document() -> dict[str, Any]:
    """Return the whole document."""
    routes = [*_own_routes(), *_operation_routes(), *(_endpoint_route(each) for each in registry.endpoints)]
    bodies = list(dict.fromkeys(route.body for route in routes if route.body is not None))
    references, schemas = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    reference = dict(zip(bodies, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _described(route, reference)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Compact CSMS: operator API",
            "version": "1",
            "description": "Provision stations and tokens, start operations, read what the CSMS knows, inject faults.",
        },
        "security": [{"bearer": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**schemas, **NAMED},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _own_routes() -> list[_Route]:
    station, filters = "/stations/{station}", ("action", "direction", "kind", "after")
    routes = [
        _Route("GET", "/health", "health", "Check that the CSMS is running"),
        _Route("GET", "/openapi.json", "get-openapi-document", "This document"),
        _Route("PUT", station, "put-station", "Provision a station, or change how", StationBody),
        _Route("GET", station, "get-station", "One station"),
        _Route("DELETE", station, "delete-station", "Remove a station and all its data"),
        _Route("GET", "/stations", "get-stations", "All stations"),
        _Route("POST", "/changes", "change-many", "Change many stations and tokens at once, or none", Changes),
        _Route("GET", "/operations/{operation}", "get-operation", "An operation and its outcome", query=("wait",)),
        _Route("DELETE", "/operations/{operation}", "cancel-operation", "Cancel an operation that waits or runs"),
        _Route("GET", "/trusted-roots", "get-trusted-roots", "The roots that are trusted beside our own"),
        _Route("POST", "/trusted-roots/{purpose}", "add-trusted-root", "Trust a root", TrustedRoot, status="201"),
        _Route("DELETE", "/trusted-roots/{purpose}/{fingerprint}", "delete-trusted-root", "Stop trusting a root"),
        _Route("GET", "/personas", "get-personas", "The personas: named sets of faults"),
        _Route("GET", f"{station}/faults", "get-faults", "The faults of a station"),
        _Route("POST", f"{station}/faults", "add-fault", "Add a fault for a station", AnyFault, status="201"),
        _Route("DELETE", f"{station}/faults", "delete-faults", "Remove all faults of a station"),
        _Route("DELETE", f"{station}/faults/{{fault}}", "delete-fault", "Remove a fault"),
        _Route("PUT", f"{station}/persona", "put-persona", "Behave like a persona", PersonaBody),
        _Route(
            "POST",
            f"{station}/injections",
            "inject",
            "Send a message to a station immediately",
            AnyInjection,
            status="202",
        ),
    ]
    for prefix, name in (("", "any-message"), (station, "message")):
        waiting = (*filters, "match", "jsonpath", "timeout")
        routes.append(
            _Route("GET", f"{prefix}/messages/wait", f"wait-for-{name}", "The first message that fits", query=waiting)
        )
        routes.append(
            _Route(
                "GET",
                f"{prefix}/messages/stream",
                f"stream-{name}s",
                "Messages as server-sent events",
                query=filters,
                response={"type": "string"},
                media_type="text/event-stream",
            )
        )
    return routes


def _operation_routes() -> list[_Route]:
    return [
        _Route(
            "POST",
            f"/stations/{{station}}/operations/{operation.name}",
            operation.name,
            _summary(operation),
            operation.params,
            query=("wait",),
            status="202",
            response=named("Started"),
        )
        for _, operation in sorted(registry.operations.items())
        if operation.offered
    ]


def _endpoint_route(endpoint: registry.Endpoint) -> _Route:
    name = endpoint.path.replace("{", "").replace("}", "").strip("/").replace("/", "-")
    name = f"{endpoint.method.lower()}-{name}"
    return _Route(endpoint.method, endpoint.path, name, endpoint.summary, endpoint.body, endpoint.query)


def _described(route: _Route, reference: dict[Any, Any]) -> dict[str, Any]:
    schema = route.response or RESPONSES[route.method, route.path]
    answer = {"description": "The answer", "content": {route.media_type: {"schema": schema}}}
    responses = {route.status: answer, "default": _ERROR}
    if (route.method, route.path) == ("PUT", "/stations/{station}"):
        responses["201"] = {**answer, "description": "The station is new"}
    if route.response == named("Started"):
        content = {"application/json": {"schema": named("Operation")}}
        responses["200"] = {"description": "With `wait`: the operation after that time", "content": content}
    described: dict[str, Any] = {
        "operationId": route.name,
        "tags": [_tag(route.path)],
        "summary": route.summary,
        "parameters": [*_path_parameters(route.path), *map(_query_parameter, route.query)],
        "responses": responses,
    }
    if route.path in {"/health", "/openapi.json"}:
        described["security"] = []
    if route.body is not None:
        content = {"application/json": {"schema": reference[route.body]}}
        described["requestBody"] = {"content": content, "required": _is_required(route.body)}
    return described


def _tag(path: str) -> str:
    """Return the group of a route: what it is about, of one station or of all."""
    names = [name for name in path.split("/") if name and not name.startswith("{")]
    return names[1] if names[0] == "stations" and len(names) > 1 else names[0].partition(".")[0]


def _is_required(body: Any) -> bool:
    if not isinstance(body, type):
        return True
    return any(field.required for field in msgspec.structs.fields(body))


def _query_parameter(name: str) -> dict[str, Any]:
    known = PARAMETERS[name]
    return {
        "name": name,
        "in": "query",
        "description": known.description,
        # Some generators read descriptions from schemas only.
        "schema": {**known.schema, "description": known.description},
        "example": known.example,
    }


def _summary(operation: registry.Operation) -> str:
    text = inspect.getdoc(operation.params if operation.params is not NoParameters else operation.script) or ""
    return text.split("\n\n")[0].replace("\n", " ")


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _DESCRIPTIONS[name][0],
            "example": _DESCRIPTIONS[name][1],
            "schema": {**_names.get(name, {"type": "string"}), "description": _DESCRIPTIONS[name][0]},
        }
        for name in re.findall(r"\{(\w+)\}", path)
    ]
