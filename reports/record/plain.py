"""Convert any value into JSON that every reader accepts, so that no peer can break the record."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from enum import Enum

DEEPEST = 60
"""Levels of nesting in the record; deeper values are replaced by a text."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(value: object, depth: int = 0) -> object:
    """Return `value` as JSON: without NaN, lone surrogates, deep nesting and other types."""
    if type(value) is str:  # the most common case
        return plain_text(value)
    if value is None or isinstance(value, bool):
        return value
    if (
        type(value) is dict and depth < DEEPEST
    ):  # texts are kept here, since a call for each would take most of the time
        return {
            key if type(key) is str and key.isascii() else plain_text(str(key)): member
            if type(member) is str and member.isascii()
            else plain(member, depth + 1)
            for key, member in value.items()
        }
    if isinstance(value, str):
        return plain_text(str.__str__(value.value if isinstance(value, Enum) else value))
    if isinstance(value, int):
        return int(value) if abs(value) < 1 << 63 else f"{value:#x}"
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if depth >= DEEPEST:
        return "(nested too deeply to keep)"
    if isinstance(value, Mapping):
        return {plain_text(str(key)): plain(member, depth + 1) for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(member, depth + 1) for member in value]
    return plain_text(str(value))


def is_plain_text(text: str) -> bool:
    """Return whether `text` is without lone surrogates."""
    return text.isascii() or _LONE_SURROGATE.search(text) is None


def plain_text(text: str) -> str:
    """Return `text` with lone surrogates escaped, so that it can be written as UTF-8."""
    if text.isascii():
        return text
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
