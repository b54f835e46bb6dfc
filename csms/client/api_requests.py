"""Requests to the operator API, without I/O: how each is sent, and how its answer is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

T = TypeVar("T")
Json = dict[str, Any]


class CsmsError(Exception):
    """Raised when the CSMS refuses a request or cannot be reached. `status` is that of HTTP, 0 without an answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class ApiRequest(Generic[T]):
    """A request, and the function that reads the JSON of its answer."""

    method: str
    path: str
    read: Callable[[Any], T]
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Return path and query."""
        values = {name: value for name, value in self.query.items() if value is not None}
        return self.path + (f"?{urlencode(values)}" if values else "")

    @property
    def data(self) -> bytes | None:
        """Return the body as it is sent."""
        return None if self.body is None else json.dumps(self.body).encode()


def unchanged(answer: Any) -> Any:
    """Return an answer as it is."""
    return answer


def refused(status: int, text: str) -> CsmsError:
    """Return the error for an answer that is no success."""
    try:
        return CsmsError(status, str(json.loads(text)["error"]))
    except (ValueError, KeyError, TypeError):
        return CsmsError(status, text)


def url_of(urls: Mapping[int, str], station: str, security_profile: int) -> str:
    """Return the WebSocket address that a station connects to."""
    return urls[security_profile].replace("{station}", quote(station, safe=""))


def path_of(station: str) -> str:
    """Return the path of a station."""
    return f"/stations/{quote(station, safe='')}"


def add_station(id_: str, password: str | None, more: Json) -> ApiRequest[None]:
    """Provision a station."""
    body = {"password": password, **more} if password is not None else more
    return ApiRequest("PUT", path_of(id_), _nothing, body)


def add_token(id_token: str, type_: str, more: Json) -> ApiRequest[None]:
    """Add a token."""
    return ApiRequest("PUT", f"/tokens/{quote(type_, safe='')}/{quote(id_token, safe='')}", _nothing, more)


def stations() -> ApiRequest[list[Json]]:
    """Show all stations."""
    return ApiRequest("GET", "/stations", list[Json])


def messages(path: str, filters: Json) -> ApiRequest[list[Json]]:
    """Show messages, newest first."""
    return ApiRequest("GET", f"{path}/messages", list[Json], query=filters)


def operation(id_: str, wait: float) -> ApiRequest[Json]:
    """Show an operation, after its end or after so many seconds."""
    return ApiRequest("GET", f"/operations/{id_}", dict[str, Any], query={"wait": wait})


def order(path: str, name: str, parameters: Json) -> ApiRequest[str]:
    """Start an operation; the answer is its id."""
    return ApiRequest("POST", f"{path}/operations/{name}", lambda answer: str(answer["operation"]), parameters)


def state(path: str) -> ApiRequest[Json]:
    """Show a station."""
    return ApiRequest("GET", path, dict[str, Any])


def wait_for(path: str, match: Any, query: Json) -> ApiRequest[Json]:
    """Wait for a message; `match` is a part of its payload."""
    subset = None if match is None else json.dumps(match)
    return ApiRequest("GET", f"{path}/messages/wait", dict[str, Any], query={**query, "match": subset})


def findings(path: str) -> ApiRequest[list[Json]]:
    """Show what a station did against OCPP, newest first."""
    return ApiRequest("GET", f"{path}/findings", list[Json])


def check_findings(station: str, found: list[Json]) -> None:
    """Raise AssertionError if there are findings, which are newest first."""
    lines = [f"{one['finding']} ({one['requirement']}): {one['text']}" for one in reversed(found)]
    if lines:
        raise AssertionError(f"station {station}: " + "; ".join(lines))


def fault(path: str, kind: str, members: Json) -> ApiRequest[int]:
    """Add a fault; the answer is its number."""
    return ApiRequest("POST", f"{path}/faults", lambda answer: int(answer["fault"]), {"kind": kind, **members})


def persona(path: str, name: str | None) -> ApiRequest[None]:
    """Set or remove a persona."""
    return ApiRequest("PUT", f"{path}/persona", _nothing, {"persona": name})


def clear_faults(path: str) -> ApiRequest[None]:
    """Remove all faults of a station."""
    return ApiRequest("DELETE", f"{path}/faults", _nothing)


def inject(path: str, kind: str, members: Json) -> ApiRequest[str | None]:
    """Send something to a station at once; the answer is the id of the message, if it has one."""
    return ApiRequest("POST", f"{path}/injections", _message_id, {"kind": kind, **members})


def _nothing(_: Any) -> None:
    return None


def _message_id(answer: Any) -> str | None:
    return None if answer["messageId"] is None else str(answer["messageId"])
