"""The messages of a station that wait to be sent, whose number a CSMS can choose."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from support.work import growth

from plugfest.simulator.behaviour.outgoing_queue import OutgoingQueue
from plugfest.simulator.device.device import Device
from plugfest.simulator.device.messages import Call
from plugfest.simulator.standalone.outbox import Outbox
from plugfest.simulator.standalone.pace import Pace
from plugfest.simulator.station import Station


def _events(count: int) -> list[Call]:
    return [Call("TransactionEvent", {"seqNo": number}) for number in range(count)]


def _begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work)


def _outbox(lost: Callable[[Call], None]) -> Outbox:
    station = Station(Device(identity="CS1"))
    return Outbox(
        station, Pace(), begin=_begin, answered=lambda call, answer: (), lost=lost, report=lambda kind, text: None
    )


async def test_calls_that_could_not_be_sent_are_handed_back_in_their_order() -> None:
    lost: list[Call] = []
    outbox = _outbox(lost.append)
    calls = [Call("Heartbeat", {}), *_events(2), Call("MeterValues", {}), *_events(1)]
    outbox.add(calls[:2])
    outbox.add(calls[2:4], before_accepted=True)
    outbox.add(calls[4:])
    assert len(outbox) == 5
    outbox.give_back()
    assert (lost, len(outbox)) == (calls, 0)
    await outbox.settled()


async def test_work_for_lost_calls_is_linear_in_their_number() -> None:
    def losing(size: int) -> Callable[[], object]:
        queue, calls = OutgoingQueue(Device(identity="CS1")), _events(size)
        outbox = _outbox(queue.lost)

        def lose_and_deliver() -> None:
            outbox.add(calls)
            outbox.give_back()
            for call in calls:
                queue.delivered(call)

        return lose_and_deliver

    assert growth(losing, 200) < 2.3
