"""Charging profiles as pieces of time within a window, in layers (Part 2, K 3.3 and 3.4)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import msgspec

from plugfest.csms.store.tables import moment

SECOND: Final = 1_000_000
"""Times are whole microseconds since the begin of a window."""
_RUNS_EVERY: Final = {"Daily": 86_400 * SECOND, "Weekly": 7 * 86_400 * SECOND}


class Limit(msgspec.Struct, frozen=True):
    """Amperes on each phase (K01.FR.51), or watts over all of them; three phases by default (K01.FR.49)."""

    amount: Fraction
    unit: str
    phases: int

    def in_unit(self, unit: str, voltage: int, phases: int) -> Fraction:
        """Return the limit in another unit: watts by its own phases (K01.FR.50), amperes by the phases in use."""
        if unit == self.unit:
            return self.amount
        return self.amount / (voltage * self.phases) if unit == "A" else self.amount * voltage * phases


class Piece(msgspec.Struct, frozen=True):
    """A limit from one moment up to another."""

    begin: int
    end: int
    limit: Limit


def unrolled(profile: dict[str, Any], origin: datetime, start: datetime, length: int) -> list[Piece]:
    """Return the limits of a profile during a window, in order of time; a Relative one began at `origin`.

    Of several schedules the first is used: the others are alternatives for a vehicle.
    """
    schedule = profile["chargingSchedule"][0]
    relative = profile["chargingProfileKind"] == "Relative"
    begun = origin if relative or "startSchedule" not in schedule else moment(schedule["startSchedule"])
    every = _RUNS_EVERY.get(profile.get("recurrencyKind", ""))
    valid_from = max(0, _since(start, profile["validFrom"])) if "validFrom" in profile else 0
    valid_to = min(length, _since(start, profile["validTo"])) if "validTo" in profile else length
    pieces = []
    for run in _runs((begun - start) // timedelta(microseconds=1), every, length):
        run_end = length if every is None else run + every
        for piece in _run(schedule, run, min(run_end, valid_to)):
            if piece.end > valid_from:
                pieces.append(msgspec.structs.replace(piece, begin=max(piece.begin, valid_from)))
    return pieces


def overlay(below: Iterable[Piece], above: Iterable[Piece]) -> list[Piece]:
    """Return the upper pieces, and the parts of the lower ones that they do not cover."""
    cover = sorted(above, key=lambda piece: piece.begin)
    covered = _joined(cover)
    left = [rest for one in below for rest in _without(one, covered)]
    return sorted([*left, *cover], key=lambda piece: piece.begin)


def _joined(pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    """Return the disjoint periods covered by sorted pieces, in order."""
    joined: list[tuple[int, int]] = []
    for piece in pieces:
        if joined and piece.begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], piece.end))
        else:
            joined.append((piece.begin, piece.end))
    return joined


def _without(one: Piece, covered: list[tuple[int, int]]) -> Iterator[Piece]:
    begin = one.begin
    first = max(0, bisect_right(covered, (one.begin, 0)) - 1)
    for index in range(first, len(covered)):
        from_, to = covered[index]
        if from_ >= one.end:
            break
        if begin < from_:
            yield msgspec.structs.replace(one, begin=begin, end=from_)
        begin = max(begin, to)
    if begin < one.end:
        yield msgspec.structs.replace(one, begin=begin)


def _runs(first: int, every: int | None, length: int) -> Iterator[int]:
    if every is None:
        yield first
        return
    run = first if first >= 0 else first + (-first // every) * every
    while run < length:
        yield run
        run += every


def _run(schedule: dict[str, Any], begin: int, end: int) -> Iterator[Piece]:
    """Return one run of a schedule: each period lasts until the next, the last one for the duration (K01.FR.12)."""
    if "duration" in schedule:
        end = min(end, begin + schedule["duration"] * SECOND)
    periods = schedule["chargingSchedulePeriod"]
    starts = [begin + period["startPeriod"] * SECOND for period in periods]
    for period, (from_, to) in zip(periods, pairwise([*starts, max(end, starts[-1])]), strict=True):
        piece = Piece(from_, min(to, end), _limit(period, schedule["chargingRateUnit"]))
        if max(piece.begin, 0) < piece.end:
            yield msgspec.structs.replace(piece, begin=max(piece.begin, 0))


def _limit(period: dict[str, Any], unit: str) -> Limit:
    # A station may report any number of phases; one to three are possible.
    phases = max(1, min(3, period.get("numberPhases", 3)))
    return Limit(Fraction(str(period["limit"])), unit, phases)


def _since(start: datetime, text: str) -> int:
    return (moment(text) - start) // timedelta(microseconds=1)
