"""Counters of a station continue over several devices of the same identity."""

from plugfest.simulator.device.counters import Counters
from plugfest.simulator.device.device import Device


def test_numbers_increase_per_kind() -> None:
    counters = Counters()
    assert [counters.next("event"), counters.next("event"), counters.next("monitor")] == [1, 2, 1]


def test_counters_continue_from_given_values() -> None:
    first = Counters()
    first.next("event")
    assert Counters(first.last).next("event") == 2


def test_numbers_begin_after_the_higher_start_value() -> None:
    assert Counters(after=100).next("event") == 101
    assert Counters({"event": 500}, after=100).next("event") == 501


def test_event_ids_continue_in_the_next_device() -> None:
    first = Device(identity="CS1", reports="NotifyEvent")
    used = [_event_id(call) for call in first.connectors.report_all()]
    second = Device(identity="CS1", reports="NotifyEvent", counters=Counters(first.counters.last))
    assert [_event_id(call) for call in second.connectors.report_all()] == [used[-1] + 1, used[-1] + 2]


def _event_id(call: object) -> int:
    return int(call.payload["eventData"][0]["eventId"])  # type: ignore[attr-defined]
