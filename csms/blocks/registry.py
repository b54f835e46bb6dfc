"""Registration of what blocks do: requests they answer, operations and API endpoints they offer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from plugfest.csms.blocks.contexts import ApiRequest, AsyncRequest, Exchange, Failure, OperationContext, Request
from plugfest.csms.blocks.parameters import RequestBody

if TYPE_CHECKING:
    from plugfest.csms.services import Services

B = TypeVar("B", bound=RequestBody)
Handler = Callable[[Request], dict[str, Any]]
AsyncHandler = Callable[[AsyncRequest], Awaitable[dict[str, Any]]]
Script = Callable[[OperationContext, B], Awaitable[None]]
ResponseHandler = Callable[[Exchange], None]
FailureHandler = Callable[[Failure], None]
Service = Callable[["Services"], AbstractAsyncContextManager[None]]


class Operation(msgspec.Struct, frozen=True):
    """A script with the name and the parameters under which it is started."""

    name: str
    params: type[RequestBody]
    script: Callable[[OperationContext, Any], Awaitable[None]]
    offered: bool
    """Whether an operator may start it; otherwise only the CSMS does."""


class Endpoint(msgspec.Struct, frozen=True):
    """One method of one path of the operator API."""

    method: str
    path: str
    body: type[RequestBody] | None
    answer: Callable[[ApiRequest], Any]
    summary: str
    query: tuple[str, ...] = ()
    """The query parameters that it takes."""


handlers: Final[dict[str, Handler]] = {}
async_handlers: Final[dict[str, AsyncHandler]] = {}
async_conditions: Final[dict[str, Callable[[dict[str, Any]], bool]]] = {}
operations: Final[dict[str, Operation]] = {}
response_handlers: Final[dict[str, list[ResponseHandler]]] = {}
failure_handlers: Final[dict[str, list[FailureHandler]]] = {}
endpoints: Final[list[Endpoint]] = []
services: Final[list[Service]] = []
_names: Final[dict[Any, str]] = {}


def handles(action: str) -> Callable[[Handler], Handler]:
    """Register a handler of a station's request: it stores the content and returns the answer's payload.

    The function runs inside a transaction on the writer thread and must not wait for anything.
    """

    def register(function: Handler) -> Handler:
        _refuse_second(action, handlers, *([] if action in async_conditions else [async_handlers]))
        handlers[action] = function
        return function

    return register


def handles_async(
    action: str, where: Callable[[dict[str, Any]], bool] | None = None
) -> Callable[[AsyncHandler], AsyncHandler]:
    """Register an asynchronous handler, which may wait: a coroutine on the event loop, without a transaction.

    With `where` only for matching payloads; the action has a plain handler for the others.
    """

    def register(function: AsyncHandler) -> AsyncHandler:
        _refuse_second(action, async_handlers, *([] if where else [handlers]))
        async_handlers[action] = function
        if where is not None:
            async_conditions[action] = where
        return function

    return register


def async_handler(action: str, payload: dict[str, Any]) -> AsyncHandler | None:
    """Return the coroutine that answers this request, or None if a plain function does."""
    where = async_conditions.get(action)
    return async_handlers.get(action) if where is None or where(payload) else None


def on_response(action: str) -> Callable[[ResponseHandler], ResponseHandler]:
    """Register a function that stores a station's answer, in the transaction that stores the answer.

    It runs for every CALLRESULT to `action` of any operation; one action may have several.
    """

    def register(function: ResponseHandler) -> ResponseHandler:
        response_handlers.setdefault(action, []).append(function)
        return function

    return register


def on_failure(action: str) -> Callable[[FailureHandler], FailureHandler]:
    """Register a function for requests that got a CALLERROR, an invalid answer or none in time."""

    def register(function: FailureHandler) -> FailureHandler:
        failure_handlers.setdefault(action, []).append(function)
        return function

    return register


def operation(name: str, params: type[B]) -> Callable[[Script[B]], Script[B]]:
    """Register the script of an operation that an operator may start."""
    return _script(name, params, offered=True)


def reaction(name: str, params: type[B]) -> Callable[[Script[B]], Script[B]]:
    """Register a script that only the CSMS starts, with `then`."""
    return _script(name, params, offered=False)


def name_of(script: Callable[..., Any]) -> str:
    """Return the name under which a script was registered."""
    return _names[script]


def endpoint(
    method: str,
    path: str,
    summary: str,
    body: type[RequestBody] | None = None,
    query: tuple[str, ...] = (),
) -> Callable[[Callable[[ApiRequest], Any]], Callable[[ApiRequest], Any]]:
    """Register a handler of one method and path of the operator API.

    GET reads beside the writer; every other method runs as one transaction. The return value becomes the JSON body.
    `{station}` in the path must be a known station: it is looked up before the function is called.
    """

    def register(function: Callable[[ApiRequest], Any]) -> Callable[[ApiRequest], Any]:
        endpoints.append(Endpoint(method, path, body, function, summary, query))
        return function

    return register


def service(function: Service) -> Service:
    """Register a service that runs as long as the CSMS: a listener, a timer, a key made at the start.

    The function returns an async context manager: entered before stations connect, left after they are disconnected.
    """
    services.append(function)
    return function


def _script(name: str, params: type[B], *, offered: bool) -> Callable[[Script[B]], Script[B]]:
    def register(function: Script[B]) -> Script[B]:
        _refuse_second(name, operations)
        operations[name] = Operation(name, params, function, offered)
        _names[function] = name
        return function

    return register


def _refuse_second(key: str, *tables: dict[str, Any]) -> None:
    if any(key in table for table in tables):
        raise RuntimeError(f"{key} is registered twice")
