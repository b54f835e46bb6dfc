from datetime import UTC, datetime, timedelta

import pytest

from plugfest.simulator.device.clock import Clock, moment_of, rfc3339

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_stamps_increase_and_never_exceed_real_time() -> None:
    clock = Clock()
    stamps = [clock.stamp() for _ in range(500)]
    assert stamps == sorted(set(stamps))
    assert moment_of(stamps[-1]) <= datetime.now(UTC)


def test_a_burst_of_stamps_stops_at_real_time() -> None:
    clock = Clock(real_time=lambda: NOON)
    last = [clock.stamp() for _ in range(5000)][-1]
    assert moment_of(last) == NOON


def test_clock_starts_behind_and_catches_up() -> None:
    clock = Clock(behind=3600, real_time=lambda: NOON)
    assert clock.now() == NOON - timedelta(hours=1, seconds=1)
    clock.advance(1800)
    assert clock.now() == NOON - timedelta(minutes=30, seconds=1)
    clock.advance(7200)
    assert NOON - timedelta(seconds=2) < clock.now() < NOON


def test_clock_never_goes_back() -> None:
    real = [NOON]
    clock = Clock(real_time=lambda: real[0])
    first = clock.stamp()
    real[0] -= timedelta(hours=1)
    assert clock.stamp() >= first
    assert clock.now() >= moment_of(first)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-06-01T12:00:00Z", NOON),
        ("2026-06-01T14:00:00.000+02:00", NOON),
        ("2026-06-01T12:00:00", NOON),
        ("2026-06-01t12:00:00z", NOON),
        ("2026-06-01T11:59:60Z", NOON - timedelta(seconds=1)),
    ],
)
def test_times_of_any_zone_are_read(text: str, same: datetime) -> None:
    assert moment_of(text) == same
    assert rfc3339(moment_of(text)).endswith("00.000Z" if same == NOON else "59.000Z")


def test_stamp_at_advances_the_clock() -> None:
    clock = Clock(behind=60, real_time=lambda: NOON)
    moment = clock.now() + timedelta(seconds=60)
    assert clock.stamp_at(moment) == rfc3339(moment)
    assert moment_of(clock.stamp()) > moment
    with pytest.raises(ValueError, match="out of this clock's reach"):
        clock.stamp_at(moment)
    with pytest.raises(ValueError, match="out of this clock's reach"):
        clock.stamp_at(NOON + timedelta(seconds=1))


def test_moments_are_cut_to_milliseconds() -> None:
    clock = Clock(behind=60, real_time=lambda: NOON + timedelta(microseconds=10))
    moment = NOON - timedelta(seconds=30)
    assert clock.stamp_at(moment + timedelta(microseconds=957)) == rfc3339(moment)
    assert clock.reach(moment + timedelta(microseconds=957)) == rfc3339(moment)


def test_stamps_of_a_burst_do_not_shorten_later_time() -> None:
    clock = Clock(behind=60, real_time=lambda: NOON)
    for _ in range(5):
        clock.stamp()
    moment = clock.now() + timedelta(seconds=10)
    clock.run_to(moment)
    assert clock.now() == moment
