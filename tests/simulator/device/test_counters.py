"""What a station counts goes on over its lives."""

from plugfest.simulator.device.counters import Counters
from plugfest.simulator.device.device import Device


def test_numbers_rise_by_one_for_each_kind() -> None:
    counters = Counters()
    assert [counters.next("event"), counters.next("event"), counters.next("monitor")] == [1, 2, 1]


def test_a_later_life_goes_on_where_the_earlier_one_ended() -> None:
    first = Counters()
    first.next("event")
    assert Counters(first.last).next("event") == 2


def test_numbers_begin_after_the_given_one_unless_more_were_used() -> None:
    assert Counters(after=100).next("event") == 101
    assert Counters({"event": 500}, after=100).next("event") == 501


def test_event_ids_of_a_device_go_on_in_its_next_life() -> None:
    first = Device(identity="CS1", reports="NotifyEvent")
    used = [_event_id(call) for call in first.connectors.report_all()]
    second = Device(identity="CS1", reports="NotifyEvent", counters=Counters(first.counters.last))
    assert [_event_id(call) for call in second.connectors.report_all()] == [used[-1] + 1, used[-1] + 2]


def _event_id(call: object) -> int:
    return int(call.payload["eventData"][0]["eventId"])  # type: ignore[attr-defined]
