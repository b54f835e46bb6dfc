"""Messages and values on one line, as short as possible."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import cast

from plugfest.reports.record import Frame, Validation

_LONGEST_PARSED = 50_000
_write_json = json.JSONEncoder(ensure_ascii=False).encode
"""Encodes like `json.dumps`, without creating an encoder for each of ten thousand values."""
_read_json = json.JSONDecoder().decode


def frame_title(frame: Frame) -> str:
    """Name a frame: ResetRequest, ResetResponse, CALLERROR, text frame."""
    action = frame["action"] or ""
    if frame["message"] == "CALL":
        return f"{action or 'unnamed '}Request"
    if frame["message"] == "CALLRESULT":
        return f"{action}Response" if action else "CALLRESULT"
    if frame["message"] == "CALLERROR":
        return f"CALLERROR to {action}Request" if action else "CALLERROR"
    return f"{frame['opcode']} frame"


def frame_summary(frame: Frame, width: int = 160) -> str:
    """Return the payload of a frame on one line of at most `width` characters."""
    text = frame.get("text")
    if text is None:
        return f"{frame['size']:,} bytes, no text"
    payload = _payload(frame["message"], _without_id(text, frame["id"]), 2 * width + 1)
    return cut(text if payload is None else payload, width)


def cut(text: str, width: int) -> str:
    """Return `text` on one line, cut to `width` characters."""
    line = " ".join(text[: width * 2].split())
    return line if len(line) <= width and len(text) <= width * 2 else line[: width - 1] + "…"


def first_few(words: Sequence[str], most: int, separator: str = " ") -> str:
    """Return at most so many words on one line, and how many others there are."""
    rest = len(words) - most
    return separator.join(words[:most]) + (f" and {rest} more" if rest > 0 else "")


def inline(value: object, budget: int = 400) -> str:
    """Return a JSON value on one line, with unquoted names, cut to the budget."""
    if type(value) is str:  # the most common case
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    if isinstance(value, dict):
        return "{" + _members(value, budget) + "}"
    if isinstance(value, list):
        parts: list[str] = []
        for member in value:
            if budget <= 0:
                parts.append("…")
                break
            parts.append(inline(member, budget))
            budget -= len(parts[-1])
        return f"[{', '.join(parts)}]"
    return _write_json(value)


def _members(value: dict[str, object], budget: int) -> str:
    parts: list[str] = []
    for name, member in value.items():
        if budget <= 0:
            parts.append("…")
            break
        parts.append(f"{name}: {inline(member, budget)}")
        budget -= len(parts[-1])
    return ", ".join(parts)


def _without_id(text: str, message_id: str | None) -> str:
    """Return the text of a message with an empty id, which is often all that distinguishes it from others."""
    start, _, rest = text.partition(f'"{message_id}",')
    return f'{start}"",{rest}' if start in ("[2,", "[3,", "[4,") else text


@lru_cache(2048)
def _payload(kind: str | None, text: str, budget: int) -> str | None:
    if kind is None or len(text) > _LONGEST_PARSED:
        return None
    try:
        message = _read_json(text)
        if kind == "CALLERROR":
            return " · ".join(str(part) for part in cast(list[object], message)[2:4] if part)
        payload = message[3 if kind == "CALL" else 2]
        return _members(payload, budget) if isinstance(payload, dict) else inline(payload, budget)
    except (ValueError, RecursionError, LookupError, TypeError):
        return None


def has_values(validation: Validation) -> bool:
    """Return whether expected and actual value add information to the sentence."""
    return bool(validation["path"]) or validation["expected"] is not None


def expected_value(validation: Validation) -> str:
    """Return the expected value, in words and as a value."""
    return " ".join(part for part in expected(validation) if part)


def actual_value(validation: Validation) -> str:
    """Return the actual value, or "nothing"."""
    came = validation["present"] and not (validation["entry"] is None and validation["actual"] is None)
    return inline(validation["actual"]) if came else "nothing"


def expected(validation: Validation, budget: int = 400) -> tuple[str, str]:
    """Return the expected value, in words and as a value; the value is empty if the words contain it."""
    words = validation["matcher"].removeprefix("must ").removeprefix("should ").removeprefix("be ")
    if validation["expected"] is None:
        return words, ""
    value = inline(validation["expected"], budget)
    if words.strip("'\"") == value.strip('"'):
        return "", value
    return words, "" if value.strip('"') in words else value
