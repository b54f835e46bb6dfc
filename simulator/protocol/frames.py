"""Reading one raw frame: strict JSON, OCPP-J's three messages, and its defects (Part 4, section 4)."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple, NoReturn

MAX_ID_CHARACTERS = 36
MAX_LEVELS = 100
"""Maximum nesting of a message: far more than any of OCPP's, and safe for all later processing."""
ERROR_CODES = frozenset(
    [
        "FormatViolation",
        "GenericError",
        "InternalError",
        "MessageTypeNotSupported",
        "NotImplemented",
        "NotSupported",
        "OccurrenceConstraintViolation",
        "PropertyConstraintViolation",
        "ProtocolError",
        "RpcFrameworkError",
        "SecurityError",
        "TypeConstraintViolation",
    ]
)


class MessageType(IntEnum):
    """The message type numbers of Part 4, table 3."""

    CALL = 2
    CALLRESULT = 3
    CALLERROR = 4


class Defect(NamedTuple):
    """One violated rule of OCPP-J."""

    rule: str
    """"json", "framing", "id", "schema", "correlation", "one outstanding", "action", "general", and the limits of
    primitive types: "fraction", "decimals", "32 bits", "characters"; "part 2": rules of Part 2 beyond the schemas."""
    text: str
    path: str = ""
    advised: bool = False
    """The rule is a "should", or its text is unclear: the message is still valid."""


class Frame(NamedTuple):
    """A raw message, as far as it could be read."""

    raw: str | bytes
    type: MessageType | None = None
    id: str | None = None
    action: str | None = None
    payload: Any = None
    error_code: str | None = None
    error_description: str = ""
    defects: tuple[Defect, ...] = ()

    @property
    def fits_schema(self) -> bool:
        """Whether the payload is valid by the schema of the message."""
        return not any(defect.rule == "schema" for defect in self.defects)


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""Matches an escape that may be half of a surrogate pair; most messages have none and need no further check."""


class _NotStrictError(ValueError):
    """Raised for JSON that Python reads but the standard forbids."""


def _constant(name: str) -> NoReturn:
    raise _NotStrictError(f"{name} is no JSON value")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise _NotStrictError(f"the name {names.most_common(1)[0][0][:50]!r} occurs twice in one object")
    return result


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _NotStrictError(f"{text:.50} is too large for a number (RFC 8259, section 6)")
    return value


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_number, object_pairs_hook=_pairs)


def _nested_too_deeply(value: Any) -> bool:
    level, depth = [value], 0
    while level and depth <= MAX_LEVELS:
        containers = [each for each in level if isinstance(each, dict | list)]
        level = [inner for each in containers for inner in (each.values() if isinstance(each, dict) else each)]
        depth += 1
    return depth > MAX_LEVELS


def strict_json(text: str) -> Any:
    """Return the value of a JSON text by RFC 8259 and nothing more; raises ValueError with the reason."""
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a byte order mark (BOM)")
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError(f"nested too deeply, {MAX_LEVELS} levels are allowed") from None
    if text.count("[") + text.count("{") > MAX_LEVELS and _nested_too_deeply(value):
        raise ValueError(f"nested too deeply, {MAX_LEVELS} levels are allowed")
    if _SURROGATE.search(text) and not _is_text(value):
        raise ValueError("it holds half of a surrogate pair, which is no character")
    return value


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def read_frame(raw: str | bytes) -> Frame:
    """Read a frame; never raises. Bytes are the content of a binary or badly encoded frame."""
    if isinstance(raw, bytes):
        return Frame(raw, defects=(Defect("framing", "OCPP-J messages are text frames in UTF-8, this is not one"),))
    try:
        message = strict_json(raw)
    except ValueError as error:
        return Frame(raw, defects=(Defect("json", f"not strict JSON: {error}"),))
    if not isinstance(message, list) or not message:
        return Frame(raw, defects=(Defect("framing", "an OCPP-J message is a JSON array that is not empty"),))
    number = message[0]
    if isinstance(number, bool) or not isinstance(number, int) or number not in (2, 3, 4):
        return Frame(raw, defects=(Defect("framing", f"message type {number!r:.50} is none of 2, 3 and 4"),))
    return _READERS[number](raw, message)


def _length(message: list[Any], wanted: int) -> list[Defect]:
    if len(message) == wanted:
        return []
    name = MessageType(message[0]).name
    return [Defect("framing", f"a {name} has {wanted} elements, this one has {len(message)}")]


def _id(message: list[Any]) -> tuple[str | None, list[Defect]]:
    value = message[1] if len(message) > 1 else None
    if not isinstance(value, str):
        return None, [Defect("id", "the message id must be a string")]
    if len(value) > MAX_ID_CHARACTERS:
        return value, [Defect("id", f"the message id has {len(value)} characters, {MAX_ID_CHARACTERS} are allowed")]
    return value, [] if value else [Defect("id", "the message id is empty")]


def _payload(message: list[Any], index: int, what: str = "payload") -> tuple[Any, list[Defect]]:
    value = message[index] if len(message) > index else None
    if value is None and what == "payload" and len(message) > index:
        # Both null and {} mean an empty payload (Part 4, 4.1.5).
        return {}, []
    return value, [] if isinstance(value, dict) else [Defect("framing", f"the {what} must be an object")]


def _call(raw: str, message: list[Any]) -> Frame:
    identifier, defects = _id(message)
    action = message[2] if len(message) > 2 else None
    if not isinstance(action, str):
        action, defects = None, [*defects, Defect("framing", "the action must be a string")]
    payload, wrong = _payload(message, 3)
    defects = [*_length(message, 4), *defects, *wrong]
    return Frame(raw, MessageType.CALL, identifier, action, payload, defects=tuple(defects))


def _result(raw: str, message: list[Any]) -> Frame:
    identifier, defects = _id(message)
    payload, wrong = _payload(message, 2)
    defects = [*_length(message, 3), *defects, *wrong]
    return Frame(raw, MessageType.CALLRESULT, identifier, payload=payload, defects=tuple(defects))


def _error(raw: str, message: list[Any]) -> Frame:
    identifier, defects = _id(message)
    code, description = ([*message[2:4], None, None])[:2]
    if not isinstance(code, str) or code not in ERROR_CODES:
        defects.append(Defect("framing", f"the error code {code!r:.60} is none of Part 4's"))
    if not isinstance(description, str) or len(description) > 255:
        defects.append(Defect("framing", "the error description must be a string of at most 255 characters"))
    payload, wrong = _payload(message, 4, "error details")
    defects = [*_length(message, 5), *defects, *wrong]
    return Frame(
        raw,
        MessageType.CALLERROR,
        identifier,
        payload=payload,
        error_code=code if isinstance(code, str) else None,
        error_description=description if isinstance(description, str) else "",
        defects=tuple(defects),
    )


_READERS: dict[int, Callable[[str, list[Any]], Frame]] = {
    MessageType.CALL: _call,
    MessageType.CALLRESULT: _result,
    MessageType.CALLERROR: _error,
}


def write_call(identifier: str, action: str, payload: Any) -> str:
    """Return the text of a CALL."""
    return _text([MessageType.CALL, identifier, action, payload])


def write_result(identifier: str, payload: Any) -> str:
    """Return the text of a CALLRESULT."""
    return _text([MessageType.CALLRESULT, identifier, payload])


def write_error(identifier: str, code: str, description: str = "") -> str:
    """Return the text of a CALLERROR."""
    return _text([MessageType.CALLERROR, identifier, code, description, {}])


def _text(message: list[Any]) -> str:
    return _ENCODER.encode(message)
