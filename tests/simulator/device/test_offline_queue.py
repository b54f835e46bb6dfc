"""The queue of calls of an offline station."""

import pytest

from plugfest.simulator.device import Device


def test_queue_keeps_its_order_when_items_are_removed(device: Device) -> None:
    first, second, third = (device.queue.put(device.boot(reason)) for reason in ("PowerUp", "Triggered", "Unknown"))
    assert device.queue.take(second) is second
    assert list(device.queue) == [first, third]
    assert device.queue.take() is first
    with pytest.raises(LookupError):
        device.queue.take(second)
    device.queue.take()
    with pytest.raises(LookupError):
        device.queue.take()
