"""What outlives a play at a station."""

import time

import pytest

from plugfest.scenarios.context.station_memory import StationMemory


def test_it_is_read_as_it_was_written() -> None:
    memory = StationMemory.read({})
    memory.counters.next("event")
    memory.closed_at, memory.not_before = 5.0, 6.0
    memory.overdue["1"] = "Heartbeat"
    memory.late_orders.append("Reset")
    again = StationMemory.read(memory.plain())
    assert again.plain() == memory.plain()
    assert again.counters.next("event") == memory.counters.next("event")


@pytest.mark.parametrize("kept", [{}, {"counters": 5}, {"counters": {"event": "many"}}, {"counters": {}, "overdue": 1}])
def test_anything_else_is_a_new_memory(kept: dict[str, object]) -> None:
    assert StationMemory.read(kept).closed_at == 0


def test_a_station_without_a_memory_does_not_begin_with_numbers_that_it_may_have_used() -> None:
    number = StationMemory.read({}).counters.next("event")
    assert 2**26 < number < 2**31


def test_what_is_left_of_a_pause() -> None:
    memory = StationMemory(closed_at=time.time() - 1)
    assert 8 < memory.pause_left(10) <= 9
    assert memory.pause_left(0.5) == 0
