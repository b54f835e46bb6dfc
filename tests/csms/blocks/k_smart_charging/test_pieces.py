"""Pieces of charging profiles, whose number a station can choose."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

from support.work import growth

from plugfest.csms.blocks.k_smart_charging.composite import WIRED_FOR, Window, evse_periods, merged
from plugfest.csms.blocks.k_smart_charging.pieces import SECOND, Limit, Piece, overlay
from plugfest.csms.store.charging import Installed

START = datetime(2026, 1, 1, tzinfo=UTC)


def _pieces(count: int, shift: int) -> list[Piece]:
    return [
        Piece(10 * number + shift, 10 * number + shift + 6, Limit(Fraction(number % 32), "A", 3))
        for number in range(count)
    ]


def _random(dice: random.Random, level: int) -> list[Piece]:
    begins = range(0, 40, dice.randint(9, 13))
    return [Piece(begin, begin + dice.randint(1, 9), Limit(Fraction(level), "A", 3)) for begin in begins]


def _laid_over(size: int) -> Callable[[], object]:
    below, above = _pieces(size, 0), _pieces(size, 3)
    return lambda: overlay(below, above)


def _taken_together(size: int) -> Callable[[], object]:
    layers = [_pieces(size, shift) for shift in (0, 3, 5)]
    window = Window(START, 10 * size // SECOND + 1, "A")
    return lambda: merged(layers, window, WIRED_FOR)


def test_work_is_linear_in_the_number_of_pieces() -> None:
    assert growth(_laid_over, 300) < 2.5
    assert growth(_taken_together, 300) < 2.5


def test_upper_piece_overrides_the_lower_one() -> None:
    dice = random.Random(7)
    for _ in range(200):
        below, above = (_random(dice, level) for level in (1, 2))
        laid = overlay(below, above)
        for moment in range(50):
            there = {piece.limit.amount for piece in laid if piece.begin <= moment < piece.end}
            highest = [pieces for pieces in (above, below) if any(p.begin <= moment < p.end for p in pieces)]
            assert there == ({highest[0][0].limit.amount} if highest else set())


def _recurring(stack_level: int) -> Installed:
    periods = [{"startPeriod": 60 * number, "limit": 6 + (number + stack_level) % 9} for number in range(10)]
    schedule = {
        "id": 1,
        "chargingRateUnit": "A",
        "duration": 600,
        "startSchedule": f"2026-01-01T{stack_level % 24:02}:00:00Z",
        "chargingSchedulePeriod": periods,
    }
    profile = {
        "id": stack_level,
        "stackLevel": stack_level,
        "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Recurring",
        "recurrencyKind": "Daily",
        "chargingSchedule": [schedule],
    }
    return Installed(1, "CSO", None, profile)


def test_work_for_profiles_that_a_station_has_reported_is_bounded() -> None:
    window = Window(START, 3 * 86_400, "A", most_pieces=100)

    def composed(size: int) -> Callable[[], object]:
        profiles = [_recurring(level) for level in range(size)]
        return lambda: evse_periods(profiles, window, START)

    assert growth(composed, 20) < 1.2
