"""Strict JSON by RFC 8259: extensions accepted by Python's decoder are refused."""

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

_NUMBER_LIMIT: Final = 4300
"""Characters of one number: Python itself converts no more."""
NESTING_LIMIT: Final = 100
"""Default maximum nesting of objects and arrays; OCPP itself needs about ten."""


class NotJson(ValueError):
    """Raised when a text is not valid JSON; the message says why."""


def _constant(name: str) -> Any:
    raise NotJson(f"{name} is no JSON value")


def _integer(digits: str) -> int:
    if len(digits) > _NUMBER_LIMIT:
        raise NotJson(f"a number of {len(digits)} digits")
    return int(digits)


def _decimal(text: str) -> float:
    number = float(text) if len(text) <= _NUMBER_LIMIT else float("inf")
    if number in (float("inf"), float("-inf")):
        raise NotJson(f"a number out of range: {text[:40]}")
    return number


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise NotJson(f"the member {name[:40]!r} occurs twice in one object")
        members[name] = value
    return members


_decoder: Final = json.JSONDecoder(
    parse_constant=_constant, parse_int=_integer, parse_float=_decimal, object_pairs_hook=_members
)


def decode(text: str, nesting_limit: int = NESTING_LIMIT) -> Any:
    """Return the value of a JSON text.

    Raises NotJson for a syntax error, NaN and Infinity, duplicate members, numbers out of range, lone surrogates,
    and too deep nesting.
    """
    value, sure = _decode_fast(text)
    if not sure:
        value = _decode_thoroughly(text)
    if text.count("[") + text.count("{") > nesting_limit and _is_deeper(value, nesting_limit):
        raise NotJson("nested too deeply")
    return value


def encode(value: Any) -> str:
    """Return the shortest JSON text of `value`, without escaping non-ASCII characters."""
    return msgspec.json.encode(value).decode()


def _decode_fast(text: str) -> tuple[Any, bool]:
    """Return the value, and whether the text is certainly valid.

    The only defect that this reader accepts is a duplicate member. It drops one, and with it at least two quotation
    marks of a text without escapes.
    """
    if "\\" in text:
        return None, False
    try:
        value = msgspec.json.decode(text)
        return value, msgspec.json.encode(value).count(b'"') == text.count('"')
    except (ValueError, RecursionError):
        return None, False


def _decode_thoroughly(text: str) -> Any:
    try:
        value = _decoder.decode(text)
        if "\\u" in text:
            encode(value)
    except NotJson:
        raise
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except UnicodeEncodeError:
        raise NotJson("a lone surrogate") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    return value


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for one in level for child in _children(one)]
    return any(isinstance(one, dict | list) for one in level)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
