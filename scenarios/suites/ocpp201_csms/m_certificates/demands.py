"""Demands on messages about certificates on a station."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any, Final

from plugfest.scenarios.language import MISSING, Entry, Matcher, all_of, beyond, that


def asks_for(kind: str) -> Matcher:
    """Require a list of types that contains this one, or no list, which means all types."""

    def holds(actual: Any) -> bool:
        return actual is MISSING or (isinstance(actual, list) and kind in actual)

    return Matcher("asks for", f"must be absent or contain {kind}", holds, [kind])


def as_reported(data: dict[str, str]) -> dict[str, Any]:
    """Require the hash data that the station has reported (M04.FR.07); the exact spelling is only a demand beyond."""
    letters = {name: that(f"must be {value!r}, letter by letter", value.__eq__, value) for name, value in data.items()}
    return {name: all_of(value, beyond(letters[name])) for name, value in data.items()}


def shown(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the data that a CSMS must show about reported certificates."""
    return [{"type": entry["certificateType"], "hashData": entry["certificateHashData"]} for entry in entries]


def _is_base64(actual: Any) -> bool:
    try:
        return bool(base64.b64decode(actual, validate=True))
    except (binascii.Error, ValueError, TypeError):
        return False


def _begins_as_exi(actual: Any) -> bool:
    """Return whether this is base64 of an EXI header: the bits 1 and 0, after an optional cookie."""
    data = base64.b64decode(actual).removeprefix(b"$EXI") if _is_base64(actual) else b""
    return bool(data) and data[0] >> 6 == 0b10


EXI: Final = all_of(
    that("must be base64 of something", _is_base64), beyond(that("must begin as an EXI document does", _begins_as_exi))
)
"""The demand on an EXI message in base64."""
