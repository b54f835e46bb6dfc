"""The choice of the call that a step takes: docs/decisions/0002."""

import asyncio
from itertools import count
from typing import Any

import pytest

from plugfest.scenarios.context.inbox import Expectation, Inbox
from plugfest.scenarios.intents import Reset
from plugfest.scenarios.operators.protocol import Order
from plugfest.simulator.protocol.frames import read_frame, write_call
from plugfest.simulator.station import Received

NUMBERS = count()


def call(action: str, **payload: Any) -> Received:
    number = next(NUMBERS)
    return Received(read_frame(write_call(str(number), action, payload)), number, 1)


class Desk:
    """An inbox, and the calls that nobody expected."""

    def __init__(self) -> None:
        self.unexpected: list[Received] = []
        self.inbox = Inbox(asyncio.get_running_loop(), self.unexpected.append)
        self.inbox.look_further = 0.01
        self.busy(elsewhere=True)

    def busy(self, *, elsewhere: bool) -> None:
        """Whether the scenario waits for something else."""
        self.inbox.moving_on = lambda: not elsewhere

    def orders_a_reset(self) -> Order:
        order = Order(1, Reset("Immediate"), "CS1")
        self.inbox.orders.append(order)
        return order


@pytest.fixture
async def desk() -> Desk:
    return Desk()


def taken(expectation: Expectation) -> Received | None:
    return expectation.taken.result() if expectation.taken.done() else None


async def test_awaited_call_is_taken_by_its_step(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {"type": "Immediate"})
    desk.inbox.hear(came := call("Reset", type="Immediate"))
    assert taken(waiting) is came
    assert desk.unexpected == []


async def test_unexpected_call_is_answered_immediately(desk: Desk) -> None:
    desk.inbox.hear(came := call("GetVariables"))
    assert desk.unexpected == [came]


async def test_call_of_another_action_is_unexpected(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {})
    desk.inbox.hear(came := call("GetVariables"))
    assert (taken(waiting), desk.unexpected) == (None, [came])


async def test_call_of_an_open_order_is_held(desk: Desk) -> None:
    desk.orders_a_reset()
    desk.inbox.hear(came := call("Reset", type="Immediate"))
    desk.inbox.release()
    assert desk.unexpected == []
    assert taken(desk.inbox.expect("Reset", {"type": "Immediate"})) is came


async def test_finished_order_holds_no_further_call(desk: Desk) -> None:
    desk.inbox.done(desk.orders_a_reset())
    desk.inbox.hear(came := call("Reset"))
    assert desk.unexpected == [came]


async def test_call_between_two_waits_is_held_for_the_next_step(desk: Desk) -> None:
    desk.busy(elsewhere=False)
    desk.inbox.hear(came := call("Reset"))
    assert desk.unexpected == []
    assert taken(desk.inbox.expect("Reset", {})) is came


async def test_held_call_that_no_step_takes_is_answered_on_release(desk: Desk) -> None:
    desk.busy(elsewhere=False)
    desk.inbox.hear(came := call("Reset"))
    desk.inbox.release()
    assert desk.unexpected == [came]


async def test_held_calls_are_taken_in_order_of_arrival(desk: Desk) -> None:
    desk.busy(elsewhere=False)
    first, second = call("Reset"), call("Reset")
    desk.inbox.hear(first)
    desk.inbox.hear(second)
    assert taken(desk.inbox.expect("Reset", {})) is first
    assert taken(desk.inbox.expect("Reset", {})) is second


async def test_non_matching_call_is_answered_and_a_matching_one_awaited(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {"type": "Immediate"})
    desk.inbox.hear(wrong := call("Reset", type="OnIdle"))
    assert desk.unexpected == [wrong]
    desk.inbox.hear(right := call("Reset", type="Immediate"))
    assert taken(waiting) is right


async def test_nearest_call_is_taken_after_look_further(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {"type": "Immediate", "evseId": 1})
    desk.inbox.hear(call("Reset", type="OnIdle"))
    desk.inbox.hear(nearer := call("Reset", type="OnIdle", evseId=1))
    assert await asyncio.wait_for(waiting.taken, 1) is nearer


async def test_zero_look_further_takes_the_first_call(desk: Desk) -> None:
    desk.inbox.look_further = 0
    waiting = desk.inbox.expect("Reset", {"type": "Immediate"})
    desk.inbox.hear(wrong := call("Reset", type="OnIdle"))
    assert (taken(waiting), desk.unexpected) == (wrong, [])


async def test_habit_is_skipped_while_the_step_waits(desk: Desk) -> None:
    desk.inbox.is_habit = lambda received: received.payload.get("habit", False)
    waiting = desk.inbox.expect("GetVariables", {"wanted": True})
    desk.inbox.hear(habit := call("GetVariables", habit=True))
    await asyncio.sleep(0.03)
    assert (taken(waiting), desk.unexpected) == (None, [habit])
    desk.inbox.hear(right := call("GetVariables", wanted=True))
    assert taken(waiting) is right


async def test_habit_is_taken_if_nothing_else_arrives(desk: Desk) -> None:
    desk.inbox.is_habit = lambda _: True
    waiting = desk.inbox.expect("GetVariables", {"wanted": True})
    assert not desk.inbox.take_best(waiting)
    desk.inbox.hear(habit := call("GetVariables"))
    assert desk.inbox.take_best(waiting)
    assert taken(waiting) is habit


async def test_each_of_two_steps_takes_its_matching_call(desk: Desk) -> None:
    for_one = desk.inbox.expect("ClearCache", {"evseId": 1})
    for_two = desk.inbox.expect("ClearCache", {"evseId": 2})
    desk.inbox.hear(two := call("ClearCache", evseId=2))
    desk.inbox.hear(one := call("ClearCache", evseId=1))
    assert (taken(for_one), taken(for_two)) == (one, two)


async def test_step_declared_ahead_answers_its_call_immediately(desk: Desk) -> None:
    answered: list[Received] = []
    waiting = desk.inbox.expect("Reset", {}, at_once=answered.append)
    desk.inbox.hear(came := call("Reset"))
    assert answered == [came]
    assert taken(waiting) is came


async def test_failed_order_interrupts_the_wait_for_its_message(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {})
    assert desk.inbox.interrupt("Reset", ValueError("the order was refused"))
    with pytest.raises(ValueError, match="the order was refused"):
        waiting.taken.result()
    assert not desk.inbox.interrupt("Reset", ValueError("nobody waits"))


@pytest.mark.parametrize("before", [True, False])
async def test_call_dropped_by_a_faulty_link_ends_the_wait(desk: Desk, before: bool) -> None:
    if before:
        desk.inbox.lose("Reset")
    waiting = desk.inbox.expect("Reset", {})
    if not before:
        desk.inbox.lose("Reset")
    with pytest.raises(TimeoutError):
        waiting.taken.result()


async def test_habit_is_taken_if_the_awaited_call_is_dropped(desk: Desk) -> None:
    desk.inbox.is_habit = lambda _: True
    waiting = desk.inbox.expect("GetVariables", {"wanted": True})
    desk.inbox.hear(habit := call("GetVariables"))
    desk.inbox.lose("GetVariables")
    assert taken(waiting) is habit


async def test_forgotten_step_takes_no_call(desk: Desk) -> None:
    waiting = desk.inbox.expect("Reset", {})
    desk.inbox.forget(waiting)
    desk.inbox.hear(came := call("Reset"))
    assert (taken(waiting), desk.unexpected) == (None, [came])


async def test_close_answers_every_held_call(desk: Desk) -> None:
    desk.orders_a_reset()
    desk.inbox.hear(came := call("Reset"))
    desk.inbox.close()
    assert desk.unexpected == [came]


async def test_a_habit_that_comes_before_the_order_is_given_is_not_its_message(desk: Desk) -> None:
    desk.inbox.is_habit = lambda received: received.payload["type"] == "OnIdle"
    order, waiting = desk.orders_a_reset(), desk.inbox.expect("Reset", {})
    desk.inbox.hear(habit := call("Reset", type="OnIdle"))
    assert (taken(waiting), desk.unexpected) == (None, [habit])
    order.handed_over = True
    desk.inbox.hear(came := call("Reset", type="Immediate"))
    assert taken(waiting) is came


async def test_what_a_queued_order_has_supplied_is_judged_a_moment_after_it_has_come(desk: Desk) -> None:
    order, waiting = desk.orders_a_reset(), desk.inbox.expect("Reset", {"type": "Immediate", "evseId": 1})
    order.queued, order.ended_at, order.supplied = True, 0.0, {"type": "Immediate"}
    desk.inbox.hear(came := call("Reset", type="Immediate"))
    assert await asyncio.wait_for(waiting.taken, 5) is came


async def test_what_a_queued_order_has_not_supplied_is_not_judged_before_time_is_over(desk: Desk) -> None:
    order, waiting = desk.orders_a_reset(), desk.inbox.expect("Reset", {"evseId": 1})
    order.queued, order.ended_at, order.supplied = True, 0.0, {"type": "Immediate"}
    desk.inbox.hear(call("Reset", type="OnIdle"))
    await asyncio.sleep(5 * desk.inbox.look_further)
    assert taken(waiting) is None


async def test_a_call_that_came_before_its_order_is_not_judged_while_the_order_is_under_way(desk: Desk) -> None:
    """It came by itself, when no order was in sight yet; the ordered one may take its time."""
    waiting = desk.inbox.expect("Reset", {"type": "Immediate"})
    desk.inbox.hear(call("Reset", type="OnIdle"))
    waiting.order_to_come = True
    await asyncio.sleep(0.02)
    waiting.order_to_come = False
    order = desk.orders_a_reset()
    await asyncio.sleep(0.02)
    assert taken(waiting) is None
    order.ended_at = 1.0
    desk.inbox.order_ended(order)
    desk.inbox.hear(came := call("Reset", type="Immediate"))
    assert taken(waiting) is came
