"""Single-key answers at a pseudo-terminal, and control of the run."""

import asyncio
import os
import pty
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.intents import ClearCache, Reset
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, Outcome
from plugfest.scenarios.operators.terminal import Terminal
from plugfest.scenarios.operators.terminal_desk import TerminalDesk

CASE = "TC_B_20_CSMS"


class Controlled:
    """A run that notes what is done to it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def stop(self) -> None:
        self.done.append("stop")

    def play_again(self, case: str, *, at_once: bool) -> None:
        self.done.append((case, at_once))

    def note(self, case: str, note: dict[str, Any]) -> None:
        self.done.append((case, note["text"], note["by"]))


class Person:
    """Sits at the other end of the pseudo-terminal, before a run of five orders."""

    def __init__(self, patience: float = 60) -> None:
        self._descriptor, self.theirs = pty.openpty()
        os.set_blocking(self._descriptor, False)
        self._read = ""
        self.run = Controlled()
        desk = TerminalDesk(Terminal(self.theirs, self.theirs), self.run, expected=5)
        self.operator = ManualOperator(CsmsDescription(name="test", addresses={}), patience, desk)

    def asked(self) -> tuple[Order, "asyncio.Task[Outcome]"]:
        order = Order(1, Reset("Immediate"), "CS1", case=CASE, step=lambda: 1)
        return order, asyncio.create_task(self.operator.ask(order))

    def types(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    async def sees(self, text: str) -> None:
        shown, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._descriptor, shown.set)
        try:
            async with asyncio.timeout(60):
                while text not in self._read:
                    await shown.wait()
                    shown.clear()
                    with suppress(BlockingIOError):
                        self._read += os.read(self._descriptor, 65536).decode()
        finally:
            loop.remove_reader(self._descriptor)
        self._read = self._read.split(text, 1)[1]

    def leave(self) -> None:
        os.close(self.theirs)
        os.close(self._descriptor)


@pytest.fixture
def person() -> Iterator[Person]:
    person = Person()
    yield person
    person.leave()


async def test_prompt_shows_case_step_and_number_of_the_order(person: Person) -> None:
    for number in (1, 2):
        _, asking = person.asked()
        await person.sees(f"{CASE}, step 1, order {number} of about 5. Station CS1: reset the station at once.")
        await person.sees("s > ")
        person.types("d")
        assert (await asking).result is OrderOutcome.DONE


async def test_order_ends_when_its_message_arrives(person: Person) -> None:
    order, asking = person.asked()
    await person.sees("s > ")
    order.message_came.set()
    await person.sees("Done: its message is there.")
    assert await asking == Outcome(OrderOutcome.DONE)


async def test_reason_of_a_refusal_is_asked_for(person: Person) -> None:
    _, asking = person.asked()
    await person.sees("s > ")
    person.types("r")
    await person.sees("What the CSMS said: ")
    person.types("not while charging\n")
    assert await asking == Outcome(OrderOutcome.REFUSED, "not while charging")


async def test_help_note_and_more_time_keep_the_order_open(person: Person) -> None:
    _, asking = person.asked()
    await person.sees("s > ")
    person.types("?")
    await person.sees("play this case again")
    person.types("n")
    await person.sees("Note: ")
    person.types("seen before\n")
    await person.sees("s > ")
    person.types("t")
    await person.sees("One minute more.")
    person.types("\n")
    assert (await asking).result is OrderOutcome.DONE
    assert person.run.done == [(CASE, "seen before", "terminal")]


@pytest.mark.parametrize(("key", "done"), [("a", (CASE, True)), ("q", "stop")])
async def test_keys_repeat_the_case_and_end_the_run(person: Person, key: str, done: object) -> None:
    _, asking = person.asked()
    await person.sees("s > ")
    person.types(key)
    assert (await asking).result is OrderOutcome.REFUSED
    assert person.run.done == [done]


async def test_capital_c_declines_every_order_of_the_kind(person: Person) -> None:
    _, asking = person.asked()
    await person.sees("s > ")
    person.types("C")
    await asking
    assert person.operator.cannot(Reset("OnIdle", 1)) is not None
    assert person.operator.cannot(ClearCache()) is None
