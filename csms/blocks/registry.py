"""Where blocks say what they do: which requests they answer, which operations they offer, which pages they show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import msgspec

if TYPE_CHECKING:
    from plugfest.csms.blocks.contexts import Exchange, Look, Order, Request, SlowRequest
    from plugfest.csms.server import Csms


class Wish(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Base of what an operator may say with an operation or in a body: its fields are schema and validation at once.

    A field `station_id` is `stationId` in JSON; a docstring becomes the description in the OpenAPI document.
    """


class Nothing(Wish):
    """Parameters of an operation that takes none."""


EvseId = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
ConnectorId = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]

W = TypeVar("W", bound=Wish)
Answerer = Callable[["Request"], dict[str, Any]]
SlowAnswerer = Callable[["SlowRequest"], Awaitable[dict[str, Any]]]
Script = Callable[["Order", W], Awaitable[None]]
Keeper = Callable[["Exchange"], None]
Service = Callable[["Csms"], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Operation:
    """A script with the name and the parameters under which it is started."""

    name: str
    wish: type[Wish]
    script: Callable[[Order, Any], Awaitable[None]]
    offered: bool
    """Whether an operator may start it; otherwise only the CSMS does."""


@dataclass(frozen=True)
class Endpoint:
    """One method of one path of the operator API."""

    method: str
    path: str
    body: type[Wish] | None
    answer: Callable[[Look], Any]
    summary: str


answerers: Final[dict[str, Answerer]] = {}
slow_answerers: Final[dict[str, SlowAnswerer]] = {}
slow_only_where: Final[dict[str, Callable[[dict[str, Any]], bool]]] = {}
operations: Final[dict[str, Operation]] = {}
keepers: Final[dict[str, list[Keeper]]] = {}
endpoints: Final[list[Endpoint]] = []
services: Final[list[Service]] = []
_names: Final[dict[Any, str]] = {}


def answers(action: str) -> Callable[[Answerer], Answerer]:
    """Answer a station's request: store what is said, return the answer's payload.

    The function runs inside a transaction on the writer thread and must not wait for anything.
    """

    def register(function: Answerer) -> Answerer:
        _refuse_second(action, answerers, *([] if action in slow_only_where else [slow_answerers]))
        answerers[action] = function
        return function

    return register


def answers_slowly(
    action: str, where: Callable[[dict[str, Any]], bool] | None = None
) -> Callable[[SlowAnswerer], SlowAnswerer]:
    """As `answers`, for what has to ask elsewhere first: a coroutine on the event loop, without a transaction.

    With `where` only for those payloads; the action has a plain answerer for the others.
    """

    def register(function: SlowAnswerer) -> SlowAnswerer:
        _refuse_second(action, slow_answerers, *([] if where else [answerers]))
        slow_answerers[action] = function
        if where is not None:
            slow_only_where[action] = where
        return function

    return register


def slow_answerer(action: str, payload: dict[str, Any]) -> SlowAnswerer | None:
    """Who answers this request slowly; None where it is answered at once."""
    where = slow_only_where.get(action)
    return slow_answerers.get(action) if where is None or where(payload) else None


def keeps(action: str) -> Callable[[Keeper], Keeper]:
    """Store what a station answered to a request of ours, in the transaction that keeps the answer.

    It runs for every CALLRESULT to `action`, whichever operation had asked; several may be given for one action.
    """

    def register(function: Keeper) -> Keeper:
        keepers.setdefault(action, []).append(function)
        return function

    return register


def operation(name: str, wish: type[W]) -> Callable[[Script[W]], Script[W]]:
    """Carry out an operation that an operator may ask for."""
    return _script(name, wish, offered=True)


def reaction(name: str, wish: type[W]) -> Callable[[Script[W]], Script[W]]:
    """Do something unasked: started with `then`; no operator can ask for it."""
    return _script(name, wish, offered=False)


def name_of(script: Script[W]) -> str:
    """The name under which a script was registered."""
    return _names[script]


def endpoint(
    method: str, path: str, summary: str, body: type[Wish] | None = None
) -> Callable[[Callable[[Look], Any]], Callable[[Look], Any]]:
    """Answer one method of one path of the operator API.

    GET reads beside the writer; every other method runs as one transaction. What is returned becomes the JSON body.
    `{station}` in the path must be a station that is known: it is looked up before the function is called.
    """

    def register(function: Callable[[Look], Any]) -> Callable[[Look], Any]:
        endpoints.append(Endpoint(method, path, body, function, summary))
        return function

    return register


def service(function: Service) -> Service:
    """Run something beside the sessions as long as the CSMS does: a further listener, a timer, a key made at the start.

    The function makes an async context manager; it is entered before stations are let in and left after they are gone.
    """
    services.append(function)
    return function


def _script(name: str, wish: type[W], *, offered: bool) -> Callable[[Script[W]], Script[W]]:
    def register(function: Script[W]) -> Script[W]:
        _refuse_second(name, operations)
        operations[name] = Operation(name, wish, function, offered)
        _names[function] = name
        return function

    return register


def _refuse_second(key: str, *tables: dict[str, Any]) -> None:
    if any(key in table for table in tables):
        raise RuntimeError(f"{key} is registered twice")
