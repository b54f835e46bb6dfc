"""JSON as RFC 8259 means it: what Python's decoder lets pass by habit is refused here."""

import json
from typing import Any, Final

_NUMBER_LIMIT: Final = 400


class NotJson(ValueError):
    """The text is no valid JSON; the message says why."""


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
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotJson(f"the member {twice[:40]!r} stands twice in one object")
    return members


_decoder: Final = json.JSONDecoder(
    parse_constant=_constant, parse_int=_integer, parse_float=_decimal, object_pairs_hook=_members
)
_encoder: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def decode(text: str) -> Any:
    """The value that `text` stands for.

    Raises NotJson for a syntax error, NaN and Infinity, members that stand twice, numbers out of range, lone
    surrogates, and nesting too deep to be read.
    """
    try:
        value = _decoder.decode(text)
        if "\\u" in text:
            _encoder.encode(value).encode()
    except NotJson:
        raise
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except UnicodeEncodeError:
        raise NotJson("a lone surrogate") from None
    except ValueError as error:
        raise NotJson(str(error)) from None
    return value


def encode(value: Any) -> str:
    """The shortest JSON text of `value`, in characters as they are."""
    return _encoder.encode(value)
