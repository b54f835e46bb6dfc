"""Contexts of the functions of a block: requests of stations, operations, answers, and requests to the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import msgspec

from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.rpc.errors import CallRefused, ErrorCode

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugfest.csms.net.passwords import Passwords
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

T = TypeVar("T")
B = TypeVar("B", bound=RequestBody)

Reaction = tuple[Callable[..., Awaitable[None]], RequestBody]
"""A script to start after the answer, and its parameters."""

POSITIVE: Final = frozenset({"Accepted", "AcceptedCanceled", "Scheduled", "Unlocked", "Unpublished"})
"""The positive values of `status` in all answers."""


class _StationRequest(msgspec.Struct):
    """Base of both kinds of request."""

    station: str
    payload: dict[str, Any]
    settings: Settings
    now: datetime = msgspec.field(default_factory=lambda: datetime.now(UTC))
    reactions: list[Reaction] = msgspec.field(default_factory=list)

    def then(self, script: Callable[[OperationContext, B], Awaitable[None]], params: B) -> None:
        """Start an operation or a reaction for this station as soon as the answer has been sent."""
        self.reactions.append((script, params))


class Request(_StationRequest, kw_only=True):
    """A station's request, inside the transaction that stores it. `CallRefused` raised here becomes the CALLERROR."""

    db: Connection
    transaction: dict[str, Any] | None = None
    """The charging transaction of a TransactionEvent, as known before the event; None if it is new."""


class AsyncRequest(_StationRequest, kw_only=True):
    """A station's request whose handler waits for something else: each `write` is its own transaction."""

    database: Database

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction."""
        return await self.database.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on committed data."""
        return await self.database.read(work)


class Exchange(msgspec.Struct, frozen=True):
    """A request of ours and the station's answer, inside the transaction that stores the answer."""

    db: Connection
    station: str
    request: dict[str, Any]
    answer: dict[str, Any]
    settings: Settings


class Failure(msgspec.Struct, frozen=True):
    """A request of ours that has no valid answer, inside the transaction that stores that.

    `code` is that of the CALLERROR, "InvalidAnswer" for an answer against its schema, "NoAnswer" for none in time.
    """

    db: Connection
    station: str
    request: dict[str, Any]
    code: str
    text: str


class ApiRequest(msgspec.Struct, frozen=True):
    """A request to the operator API: path and query parameters, the body, and the database."""

    db: Connection
    path: dict[str, str]
    query: dict[str, Any]
    body: Any
    settings: Settings

    @property
    def station(self) -> str:
        """Return the station that the path names; it is known."""
        return self.path["station"]

    def limit(self, default: int = 100) -> int:
        """Return the query parameter `limit`."""
        return int(self.query.get("limit", default))


class NotFound(Exception):
    """The operator API answers 404 with this message."""


class BadRequest(Exception):
    """The operator API answers 400 with this message."""


class Conflict(Exception):
    """The operator API answers 409 with this message."""


class OperationEnded(Exception):
    """Raised to end an operation before its script ends, with a state and its reason."""

    def __init__(self, state: str, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


class _Caller(Protocol):
    """Sends one request for an order and returns the payload of the CALLRESULT; raises OperationEnded without one."""

    def __call__(
        self, context: OperationContext, action: str, payload: dict[str, Any], /
    ) -> Awaitable[dict[str, Any]]: ...


class OperationContext(msgspec.Struct, kw_only=True):
    """A running operation of one station: its script sends requests to the station through it.

    `handle` has the ids chosen by the CSMS, for the operator.
    """

    id: str
    station: str
    settings: Settings
    database: Database
    caller: _Caller
    passwords: Passwords
    addresses: Mapping[int, str]
    """The address for stations of each offered security profile, without the station's id."""
    handle: dict[str, Any] = msgspec.field(default_factory=dict)
    refusals: list[str] = msgspec.field(default_factory=list)
    calls: int = 0

    async def call(
        self, action: str, payload: dict[str, Any], *, positive: frozenset[str] | set[str] = POSITIVE
    ) -> dict[str, Any]:
        """Send a request and return the payload of its answer.

        An answer whose `status` is not in `positive` makes the operation end as refused.
        Without an answer the script ends here: station offline, CALLERROR, no answer in time, an answer against its
        schema.
        """
        answer = await self.caller(self, action, payload)
        status = answer.get("status")
        if isinstance(status, str) and status not in positive:
            self.refusals.append(f"{action}: {status}{_reason(answer)}")
        return answer

    async def try_call(self, action: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Send a request that the station need not support; return None if it answers with a CALLERROR."""
        try:
            return await self.caller(self, action, payload)
        except OperationEnded as ended:
            if ended.state == "refused":
                return None
            raise

    def refused(self, detail: str) -> None:
        """Note a refusal that is not in the `status` of an answer."""
        self.refusals.append(detail)

    def fail(self, detail: str) -> OperationEnded:
        """Return an exception to raise if it is impossible: `raise order.fail("no transaction is running")`."""
        return OperationEnded("failed", detail)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; it is on disk when this returns."""
        return await self.database.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on committed data."""
        return await self.database.read(work)


def present(**members: Any) -> dict[str, Any]:
    """Return the members that are not None, since OCPP omits empty ones."""
    return {name: value for name, value in members.items() if value is not None}


def _reason(answer: dict[str, Any]) -> str:
    info = answer.get("statusInfo")
    if not isinstance(info, dict):
        return ""
    return " (" + ", ".join(str(info[key]) for key in ("reasonCode", "additionalInfo") if key in info) + ")"


__all__ = [
    "POSITIVE",
    "ApiRequest",
    "AsyncRequest",
    "BadRequest",
    "CallRefused",
    "Conflict",
    "ErrorCode",
    "Exchange",
    "Failure",
    "NotFound",
    "OperationContext",
    "OperationEnded",
    "Request",
    "present",
]
