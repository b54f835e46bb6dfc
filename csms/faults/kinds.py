"""The kinds of faults and of injected messages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]
CloseCode = Annotated[int, msgspec.Meta(ge=1000, le=4999)]
ERROR_STATUSES = [int(status) for status in HTTPStatus if status >= 400]


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename="camel", tag_field="kind"):
    """A fault of the CSMS towards one station; members of all kinds."""

    action: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    """The station's request that it applies to; absent: every request."""
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How often it applies; absent: until it is removed."""
    every: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    """It applies to every n-th request only."""


class RefuseUpgrade(Fault, tag="refuse-upgrade", kw_only=True):
    """Refuse the connection with an HTTP status."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599, extra_json_schema={"enum": ERROR_STATUSES})] = 503


class Delay(Fault, tag="delay", kw_only=True):
    """Answer late."""

    seconds: Seconds


class NoAnswer(Fault, tag="no-answer", kw_only=True):
    """Do not answer."""


class AnswerError(Fault, tag="call-error", kw_only=True):
    """Answer with a CALLERROR."""

    code: Annotated[str, msgspec.Meta(max_length=255)] = "InternalError"
    description: Annotated[str, msgspec.Meta(max_length=255)] = ""
    details: dict[str, Any] = msgspec.field(default_factory=dict)


class AnswerPayload(Fault, tag="payload", kw_only=True):
    """Answer with this payload, whatever its schema says."""

    payload: Any


class AnswerText(Fault, tag="text", kw_only=True):
    """Answer with this text; `{messageId}` in it is replaced by the id of the request."""

    text: Annotated[str, msgspec.Meta(max_length=1_000_000)]


class AnswerBinary(Fault, tag="binary", kw_only=True):
    """Answer in a binary frame."""


class Close(Fault, tag="close", kw_only=True):
    """Close the connection after so many requests of the station."""

    after: Annotated[int, msgspec.Meta(ge=1)] = 1
    code: CloseCode | None = None
    """The code of the WebSocket close; absent: the connection is dropped without one."""


class NoPings(Fault, tag="no-pings", kw_only=True):
    """Send no pings."""


class ExtraCall(Fault, tag="extra-call", kw_only=True):
    """Send a request of ours after each answer."""

    call: Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
    payload: dict[str, Any] = msgspec.field(default_factory=dict)


class CloseOnViolation(Fault, tag="close-on-violation", kw_only=True):
    """Close the connection when a message violates its schema or the framing of OCPP."""

    code: CloseCode = 1002


AnyFault = (
    RefuseUpgrade
    | Delay
    | NoAnswer
    | AnswerError
    | AnswerPayload
    | AnswerText
    | AnswerBinary
    | Close
    | NoPings
    | ExtraCall
    | CloseOnViolation
)
Replacement = NoAnswer | AnswerError | AnswerPayload | AnswerText | AnswerBinary
REPLACEMENTS = (NoAnswer, AnswerError, AnswerPayload, AnswerText, AnswerBinary)


class Injection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename="camel", tag_field="kind"):
    """A message that is sent to a connected station immediately."""


class InjectCall(Injection, tag="call", kw_only=True):
    """Send a request with any action and any payload."""

    action: Annotated[str, msgspec.Meta(max_length=1000)]
    payload: Any = msgspec.field(default_factory=dict)


class InjectText(Injection, tag="text", kw_only=True):
    """Send a text frame."""

    text: Annotated[str, msgspec.Meta(max_length=1_000_000)]


class InjectBinary(Injection, tag="binary", kw_only=True):
    """Send a binary frame."""

    data: bytes
    """Base64."""


class InjectBytes(Injection, tag="broken-frame", kw_only=True):
    """Write bytes past the WebSocket protocol; without any, a frame with a reserved opcode."""

    data: bytes = b"\x83\x00"
    """Base64."""


class Disconnect(Injection, tag="disconnect", kw_only=True):
    """Close the connection; without a code it is dropped."""

    code: CloseCode | None = None
    reason: Annotated[str, msgspec.Meta(max_length=120)] = ""


class GoOffline(Injection, tag="offline", kw_only=True):
    """Drop the connection, and refuse new ones for a while."""

    seconds: Seconds


AnyInjection = InjectCall | InjectText | InjectBinary | InjectBytes | Disconnect | GoOffline
