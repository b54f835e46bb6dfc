"""Composite schedules: the limits that result from all charging profiles (Part 2, K 3.4 and 3.5, K08, SC.01).

A profile is divided into pieces of time; pieces of a higher stack level override those of a lower one, and a
TxProfile overrides the TxDefaultProfiles; of the remaining layers the lowest limit applies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any, Final

import msgspec

from plugfest.csms.blocks.k_smart_charging.pieces import SECOND, Limit, Piece, overlay, unrolled
from plugfest.csms.store.charging import EXTERNAL, Installed

VOLTAGE: Final = 230
"""Voltage of a phase, for the conversion between amperes and watts (K01.FR.50)."""
MAX_PROFILE: Final = "ChargingStationMaxProfile"
WIRED_FOR: Final = Limit(Fraction(32), "A", 3)
"""The assumed wiring of a charging point whose wiring is unknown."""


class Window(msgspec.Struct, frozen=True):
    """The time of a schedule: begin, length in seconds, and unit of the result."""

    start: datetime
    duration: int
    unit: str
    most_pieces: int = 20_000
    """How many pieces of profiles are laid over each other; a station may report profiles of any number of them."""

    @property
    def length(self) -> int:
        """Return the length in microseconds."""
        return self.duration * SECOND


class _Draw(msgspec.Struct, frozen=True):
    """The limit during a period, in the window's unit."""

    amount: Fraction
    phases: int


def evse_periods(
    profiles: Sequence[Installed], window: Window, origin: datetime, wired_for: Limit = WIRED_FOR
) -> list[dict[str, Any]]:
    """Return the periods of one EVSE from its active profiles; Relative ones began at `origin`."""
    layers = [_transaction_layer(profiles, window, origin), *station_layers(profiles, window)]
    return merged(layers, window, wired_for)


def merged(layers: Sequence[Sequence[Piece]], window: Window, wired_for: Limit) -> list[dict[str, Any]]:
    """Return the ChargingSchedulePeriods of the lowest limit among all layers at each moment."""
    edges = _edges(layers, window)
    limits = _limits_at([piece for layer in layers for piece in layer], edges)
    draws = [
        (begin, end, _lowest(there, wired_for, window.unit))
        for (begin, end), there in zip(pairwise(edges), limits, strict=False)
    ]
    return _whole_seconds(draws)


def station_layers(profiles: Sequence[Installed], window: Window) -> list[list[Piece]]:
    """Return the limits of every EVSE: the station's own, and external ones."""
    return [_stacked(profiles, purpose, window, window.start) for purpose in (MAX_PROFILE, EXTERNAL)]


def station_periods(
    by_evse: Sequence[tuple[Sequence[Installed], datetime]], window: Window, wired_for: Limit = WIRED_FOR
) -> list[dict[str, Any]]:
    """Return the periods of the grid connection (K08.FR.03): the sum of all EVSEs, limited by the station's limits.

    Takes the profiles of each EVSE and the origin of Relative ones; limits of EVSE 0 limit the sum.
    """
    window = msgspec.structs.replace(window, most_pieces=window.most_pieces // max(len(by_evse), 1))
    everywhere = [one for profiles, _ in by_evse for one in profiles]
    whole = list({one.id: one for one in everywhere if one.evse == 0}.values())
    layers = station_layers(whole, window)
    for profiles, origin in by_evse:
        own = [one for one in profiles if one.evse != 0]
        layers += [_transaction_layer(profiles, window, origin), _stacked(own, EXTERNAL, window, origin)]
    outcome = []
    edges = _edges(layers, window)
    limits = zip(*(_limits_at(layer, edges) for layer in layers), strict=True)
    for (begin, end), there in zip(pairwise(edges), limits, strict=False):
        parts = [
            _lowest([*there[index], *there[index + 1]], wired_for, window.unit) for index in range(2, len(there), 2)
        ]
        outcome.append((begin, end, _capped(parts, [*there[0], *there[1]], window.unit)))
    return _whole_seconds(outcome)


def _transaction_layer(profiles: Sequence[Installed], window: Window, origin: datetime) -> list[Piece]:
    default = _stacked(profiles, "TxDefaultProfile", window, origin)
    return overlay(default, _stacked(profiles, "TxProfile", window, origin))


def _stacked(profiles: Sequence[Installed], purpose: str, window: Window, origin: datetime) -> list[Piece]:
    begun = window.start if purpose == EXTERNAL else origin
    stack: list[Piece] = []
    for one in sorted((one for one in profiles if one.purpose == purpose), key=lambda one: one.stack_level):
        if len(stack) > window.most_pieces:
            break
        stack = overlay(stack, unrolled(one.profile, begun, window.start, window.length))
    return stack


def _edges(layers: Sequence[Sequence[Piece]], window: Window) -> list[int]:
    edges = {edge for layer in layers for piece in layer for edge in (piece.begin, piece.end)}
    return sorted({0, window.length, *edges})


def _limits_at(pieces: Sequence[Piece], moments: Sequence[int]) -> Iterator[list[Limit]]:
    """Yield the active limits at each of the sorted times; every piece is visited once."""
    coming = sorted(pieces, key=lambda piece: piece.begin, reverse=True)
    there: list[Piece] = []
    for moment in moments:
        while coming and coming[-1].begin <= moment:
            there.append(coming.pop())
        there = [piece for piece in there if piece.end > moment]
        yield [piece.limit for piece in there]


def _lowest(limits: Sequence[Limit], wired_for: Limit, unit: str) -> _Draw:
    all_limits = [*limits, wired_for]
    phases = min(limit.phases for limit in all_limits)
    return _Draw(min(limit.in_unit(unit, VOLTAGE, phases) for limit in all_limits), phases)


def _capped(parts: Sequence[_Draw], caps: Sequence[Limit], unit: str) -> _Draw:
    phases = min([max(part.phases for part in parts), *(cap.phases for cap in caps)])
    total = sum((part.amount for part in parts), Fraction(0))
    return _Draw(min([total, *(cap.in_unit(unit, VOLTAGE, phases) for cap in caps)]), phases)


def _whole_seconds(outcome: Sequence[tuple[int, int, _Draw]]) -> list[dict[str, Any]]:
    """Align periods to whole seconds: a second with two limits gets the lower one (K08.FR.04)."""
    by_second: dict[int, _Draw] = {}
    for begin, end, draw in outcome:
        first, last = begin // SECOND, -(-end // SECOND)
        # Only the seconds at the edges of a change matter.
        for second in {first, min(first + 1, last - 1), last - 1}:
            held = by_second.get(second)
            by_second[second] = draw if held is None or draw.amount < held.amount else held
    periods: list[dict[str, Any]] = []
    for second in sorted(by_second):
        draw = by_second[second]
        # A limit has at most one decimal; rounding down keeps it within the original limits.
        period = {"startPeriod": second, "limit": floor(draw.amount * 10) / 10, "numberPhases": draw.phases}
        if not periods or {**periods[-1], "startPeriod": second} != period:
            periods.append(period)
    return periods
