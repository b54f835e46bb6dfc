"""The frames of OCPP-J (Part 4, section 4.2), read strictly and written."""

import re
from typing import Any, Final

import msgspec

from plugfest.csms.rpc import strict_json
from plugfest.csms.rpc.errors import CallRefused, ErrorCode

CALL: Final = 2
CALLRESULT: Final = 3
CALLERROR: Final = 4
UNREADABLE_ID: Final = "-1"
ID_LIMIT: Final = 36

_salvage = re.compile(r'\A\s*\[\s*([0-9]+)\s*,\s*"([^"\\\x00-\x1f]{1,36})"')


class Call(msgspec.Struct, frozen=True):
    """A request."""

    id: str
    action: str
    payload: dict[str, Any]


class CallResult(msgspec.Struct, frozen=True):
    """The answer to a request."""

    id: str
    payload: dict[str, Any]


class CallError(msgspec.Struct, frozen=True):
    """The refusal of a request."""

    id: str
    code: str
    description: str
    details: dict[str, Any] = msgspec.field(default_factory=dict)


class Unreadable(msgspec.Struct, frozen=True):
    """A frame that is none of the three. `answer` is the CALLERROR to send; None for an unreadable answer."""

    id: str
    reason: str
    answer: CallError | None


class UnknownType(msgspec.Struct, frozen=True):
    """A frame with a message type number that Part 4 does not have: the whole message is ignored (section 4.1)."""

    reason: str


Frame = Call | CallResult | CallError | Unreadable | UnknownType


def read(text: str, nesting_limit: int = strict_json.NESTING_LIMIT) -> Frame:
    """Parse one text message of the peer. Never raises."""
    try:
        parts = strict_json.decode(text, nesting_limit)
    except strict_json.NotJson as error:
        return _not_json(text, str(error))
    if not isinstance(parts, list):
        return _broken(UNREADABLE_ID, ErrorCode.RPC_FRAMEWORK_ERROR, "the message is no JSON array")
    if not parts or type(parts[0]) is not int:
        return _broken(_id_of(parts), ErrorCode.RPC_FRAMEWORK_ERROR, "the message type is no number")
    kind = parts[0]
    if kind == CALL:
        return _call(parts)
    if kind == CALLRESULT:
        return _call_result(parts)
    if kind == CALLERROR:
        return _call_error(parts)
    return UnknownType(f"message type {str(kind)[:20]} is not known")


def write(frame: Call | CallResult | CallError) -> str:
    """Return the text of a frame."""
    match frame:
        case Call():
            return strict_json.encode([CALL, frame.id, frame.action, frame.payload])
        case CallResult():
            return strict_json.encode([CALLRESULT, frame.id, frame.payload])
        case CallError():
            return strict_json.encode([CALLERROR, frame.id, frame.code, frame.description[:255], frame.details])


def error_for(id_: str, refused: CallRefused) -> CallError:
    """Return the CALLERROR that says why a request was refused."""
    return CallError(id_, refused.code.value, refused.description, refused.details)


def _id_of(parts: list[Any]) -> str:
    id_ = parts[1] if len(parts) > 1 else None
    return id_ if isinstance(id_, str) and 0 < len(id_) <= ID_LIMIT else UNREADABLE_ID


def _broken(id_: str, code: ErrorCode, reason: str) -> Unreadable:
    return Unreadable(id_, reason, CallError(id_, code.value, reason[:255]))


def _not_json(text: str, reason: str) -> Unreadable | UnknownType:
    # The id may be readable although the payload is invalid; the answer has "-1" only without an id.
    start = _salvage.match(text)
    if start is None:
        return _broken(UNREADABLE_ID, ErrorCode.RPC_FRAMEWORK_ERROR, f"the message is not valid JSON: {reason}")
    kind, id_ = start[1], start[2]
    if kind not in {str(CALL), str(CALLRESULT), str(CALLERROR)}:
        return UnknownType(f"message type {kind[:20]} is not known")
    if kind != str(CALL):
        return Unreadable(id_, f"the answer is not valid JSON: {reason}", None)
    return _broken(id_, ErrorCode.FORMAT_VIOLATION, f"the message is not valid JSON: {reason}")


def _call(parts: list[Any]) -> Frame:
    id_ = _id_of(parts)
    if id_ == UNREADABLE_ID and not (len(parts) > 1 and parts[1] == UNREADABLE_ID):
        reason = f"the message id must be a string of 1 to {ID_LIMIT} characters"
        return _broken(id_, ErrorCode.RPC_FRAMEWORK_ERROR, reason)
    if len(parts) != 4:
        return _broken(id_, ErrorCode.RPC_FRAMEWORK_ERROR, f"a CALL has 4 elements, this has {len(parts)}")
    action, payload = parts[2], parts[3]
    if not isinstance(action, str):
        return _broken(id_, ErrorCode.RPC_FRAMEWORK_ERROR, "the action is no string")
    if payload is None:  # section 4.1.5: null is another way to write an empty payload
        payload = {}
    if not isinstance(payload, dict):
        return _broken(id_, ErrorCode.FORMAT_VIOLATION, "the payload is no JSON object")
    return Call(id_, action, payload)


def _call_result(parts: list[Any]) -> Frame:
    id_ = _id_of(parts)
    if len(parts) != 3:
        return Unreadable(id_, f"a CALLRESULT has 3 elements, this has {len(parts)}", None)
    payload = {} if parts[2] is None else parts[2]
    if not isinstance(payload, dict):
        return Unreadable(id_, "the payload of the CALLRESULT is no JSON object", None)
    return CallResult(id_, payload)


def _call_error(parts: list[Any]) -> Frame:
    id_ = _id_of(parts)
    if len(parts) != 5:
        return Unreadable(id_, f"a CALLERROR has 5 elements, this has {len(parts)}", None)
    code, description, details = parts[2:]
    if not (isinstance(code, str) and isinstance(description, str) and isinstance(details, dict)):
        return Unreadable(id_, "a CALLERROR carries a code, a description and an object", None)
    return CallError(id_, code[:255], description[:1024], details)
