"""Data of a station that is kept after a play."""

import time

import pytest

from plugfest.scenarios.context.station_memory import StationMemory


def test_memory_survives_a_round_trip() -> None:
    memory = StationMemory.read({})
    memory.counters.next("event")
    memory.closed_at, memory.not_before = 5.0, 6.0
    memory.overdue["1"] = "Heartbeat"
    memory.late_orders.append("Reset")
    again = StationMemory.read(memory.plain())
    assert again.plain() == memory.plain()
    assert again.counters.next("event") == memory.counters.next("event")


@pytest.mark.parametrize("kept", [{}, {"counters": 5}, {"counters": {"event": "many"}}, {"counters": {}, "overdue": 1}])
def test_invalid_data_gives_a_new_memory(kept: dict[str, object]) -> None:
    assert StationMemory.read(kept).closed_at == 0


def test_new_memory_begins_with_a_random_number() -> None:
    number = StationMemory.read({}).counters.next("event")
    assert 2**26 < number < 2**31


def test_pause_left_is_the_remaining_time() -> None:
    memory = StationMemory(closed_at=time.time() - 1)
    assert 8 < memory.pause_left(10) <= 9
    assert memory.pause_left(0.5) == 0
