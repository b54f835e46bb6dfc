"""The offset of the CSMS's clock from this machine's."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from plugfest.scenarios.language import from_now
from plugfest.scenarios.matching.csms_clock import CsmsClock, begin_play, csms_now
from plugfest.scenarios.operators.composer.memory import from_now as composed

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reported", "round_trip", "offset"),
    [(420, 0, 420), (421, 2, 420), (-420, 0, -420), (1, 0, 0), (-1.5, 0, 0), (5, 10, 0)],
)
def test_offset_subtracts_half_the_round_trip(reported: float, round_trip: float, offset: float) -> None:
    clock = CsmsClock()
    clock.learn(NOON + timedelta(seconds=reported), NOON, NOON + timedelta(seconds=round_trip))
    assert clock.offset == timedelta(seconds=offset)


def test_first_reported_time_sets_the_offset() -> None:
    clock = CsmsClock()
    clock.learn(NOON, NOON, NOON)
    clock.learn(NOON + timedelta(hours=1), NOON, NOON)
    assert clock.offset == timedelta()


async def test_play_uses_the_clock_of_its_csms() -> None:
    async def play(offset: float) -> tuple[bool, bool]:
        clock = begin_play()
        clock.offset = timedelta(seconds=offset)
        return from_now(within=30).holds(composed(0)), abs(csms_now() - datetime.now(UTC)) < timedelta(seconds=60)

    plays = [asyncio.create_task(play(offset)) for offset in (0, 3600)]
    assert await asyncio.gather(*plays) == [(True, True), (True, False)]
