"""Limits of messages about monitors (N04.FR.09, N06.FR.04)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from plugfest.csms.blocks.contexts import OperationContext
from plugfest.csms.store import device_model

_CONTROLLER = {"name": "MonitoringCtrlr"}
_ENVELOPE = 128
"""Bytes of a message besides its items."""


async def in_parts(context: OperationContext, action: str, items: Sequence[Any]) -> list[list[Any]]:
    """Return the items in parts within the station's limits, which are requested if unknown."""
    most = len(items)
    if most > 1:  # one item is within every limit
        most = await _limit(context, "ItemsPerMessage", action, ask=True) or most
    most_bytes = await _limit(context, "BytesPerMessage", action, ask=False)
    return list(_parts(items, most, most_bytes))


def _parts(items: Sequence[Any], most: int, most_bytes: int | None) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = _ENVELOPE
    for item in items:
        more = len(json.dumps(item)) + 2
        if part and (len(part) == most or (most_bytes is not None and size + more > most_bytes)):
            yield part
            part, size = [], _ENVELOPE
        part.append(item)
        size += more
    if part:
        yield part


async def _limit(context: OperationContext, name: str, action: str, *, ask: bool) -> int | None:
    variable = {"name": name, "instance": action}
    key = device_model.key_of(context.station, _CONTROLLER, variable)
    known = await context.read(lambda db: device_model.value(db, key))
    if known is None and ask:
        await context.try_call("GetVariables", {"getVariableData": [{"component": _CONTROLLER, "variable": variable}]})
        known = await context.read(lambda db: device_model.value(db, key))
    return int(known) if known is not None and known.isascii() and known.isdigit() and int(known) > 0 else None
