"""The pauses between attempts to connect."""

import random

from plugfest.simulator.device import Device
from plugfest.simulator.standalone.back_off import BackOff


def pauses(count: int, **values: int) -> list[float]:
    device = Device(identity="CS1")
    for name, value in values.items():
        device.model.put("OCPPCommCtrlr", f"RetryBackOff{name}", value)
    back_off = BackOff(device.model, random.Random(1))
    return [back_off.next() for _ in range(count)]


def test_pause_doubles_until_the_last_repeat() -> None:
    assert pauses(6, WaitMinimum=3, RandomRange=0, RepeatTimes=3) == [3, 6, 12, 24, 24, 24]


def test_every_pause_has_its_own_random_part() -> None:
    first, second, *_ = pauses(2, WaitMinimum=10, RandomRange=5, RepeatTimes=3)
    assert 10 <= first <= 15
    assert 2 * first <= second <= 2 * first + 5


def test_reset_restores_the_first_pause() -> None:
    back_off = BackOff(Device(identity="CS1").model, random.Random(1))
    for _ in range(5):
        back_off.next()
    back_off.reset()
    assert back_off.next() <= 1 + 5
