"""Splitting a local list into messages within a station's limits (D01.FR.11)."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

Entry = dict[str, Any]
_ENVELOPE: Final = 200
"""Bytes of a SendLocalListRequest around its entries, the frame included."""


def parts(entries: Iterable[Entry], most_items: int | None, most_bytes: int | None) -> list[list[Entry]]:
    """Return the entries in order, as many in each part as the limits allow; at least one part, which may be empty.

    An entry that is too long for any message gets its own one, which the station will refuse.
    """
    made: list[list[Entry]] = [[]]
    size = _ENVELOPE
    for entry in entries:
        length = len(msgspec.json.encode(entry)) + 1
        too_many = most_items is not None and len(made[-1]) >= most_items
        too_long = most_bytes is not None and size + length > most_bytes
        if made[-1] and (too_many or too_long):
            made.append([])
            size = _ENVELOPE
        made[-1].append(entry)
        size += length
    return made
