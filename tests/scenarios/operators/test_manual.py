"""The manual operator at a pseudo-terminal: one order at a time, with its outcome."""

import asyncio
import os
import pty
from collections.abc import Iterator

import pytest

from plugfest.scenarios.config.description import Cannot, CsmsDescription
from plugfest.scenarios.intents import ClearCache, Reset, ShowMessage, Unlock
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    BootPolicy,
    Confirmation,
    OperatorError,
    Order,
    OrderOutcome,
    Question,
    StationAccess,
    StationSpec,
    give,
)
from plugfest.scenarios.operators.terminal import Terminal
from plugfest.scenarios.operators.terminal_desk import TerminalDesk


class Person:
    """Sits at the other end of the pseudo-terminal."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.read = ""

    def types(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    async def sees(self, text: str) -> None:
        """Wait until this is on the screen, from where the last look ended."""
        loop = asyncio.get_running_loop()
        shown = asyncio.Event()
        loop.add_reader(self._descriptor, shown.set)
        try:
            async with asyncio.timeout(5):
                while text not in self.read:
                    await shown.wait()
                    shown.clear()
                    self.read += os.read(self._descriptor, 65536).decode()
        finally:
            loop.remove_reader(self._descriptor)
        self.read = self.read.split(text, 1)[1]


@pytest.fixture
def terminal() -> Iterator[tuple[Person, int]]:
    person, theirs = pty.openpty()
    yield Person(person), theirs
    os.close(theirs)
    os.close(person)


def manual(theirs: int, patience: float = 20, cannot: tuple[Cannot, ...] = ()) -> ManualOperator:
    description = CsmsDescription(name="test", addresses={}, cannot=cannot)
    return ManualOperator(description, patience, TerminalDesk(Terminal(theirs, theirs)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("\n", Confirmation(True)), ("c\n", Confirmation(False)), ("s\n", UNSEEN)],
)
async def test_person_is_asked_about_the_view_of_the_csms(
    terminal: tuple[Person, int], typed: str, said: object
) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    looking = asyncio.create_task(operator.sees(Question("variables", {}, "the value of OfflineThreshold"), "CS1"))
    await person.sees(">>> Station CS1: look whether the CSMS shows the value of OfflineThreshold.")
    person.types(typed)
    assert await looking == said


async def test_order_says_how_far_off_a_time_may_be(terminal: tuple[Person, int]) -> None:
    """A person types a time of day, to the minute, after reading: the case counts it within `time_tolerance`."""
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    intent = ShowMessage("NormalCycle", "Closed", start_in=120)
    asking = asyncio.create_task(give(operator, Order(1, intent, "CS1")))
    await person.sees(f"{intent} (each time may be 60 s off).")
    person.types("\n")
    await asking


async def test_question_beyond_part_6_is_not_asked(terminal: tuple[Person, int]) -> None:
    operator = manual(terminal[1])
    await operator.open()
    assert await operator.sees(Question("variables"), "CS1") is UNSEEN


@pytest.mark.parametrize(
    ("typed", "outcome", "detail"),
    [
        ("\n", OrderOutcome.DONE, ""),
        ("s\n", OrderOutcome.REFUSED, "skipped at the terminal"),
        ("c\n", OrderOutcome.REFUSED, "the person at the terminal says: the CSMS cannot do it"),
    ],
)
async def test_person_confirms_skips_or_declines_an_order(
    terminal: tuple[Person, int], typed: str, outcome: OrderOutcome, detail: str
) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    asking = asyncio.create_task(give(operator, order := Order(1, Reset("Immediate"), "CS1")))
    await person.sees(">>> Station CS1: reset the station at once.")
    await person.sees("plugfest waits for the ResetRequest")
    await person.sees("20 s > ")
    person.types("x")
    await person.sees("'x' is none of: [Enter] done")
    person.types(typed)
    await asking
    assert (order.outcome, order.detail) == (outcome, detail)
    assert order.accepted is (outcome is OrderOutcome.DONE)


async def test_declined_order_is_not_asked_again(terminal: tuple[Person, int]) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    asking = asyncio.create_task(give(operator, Order(1, Unlock(1, 1), "CS1")))
    await person.sees("s > ")
    person.types("c\n")
    await asking
    assert operator.cannot(Unlock(1, 1)) is not None
    assert operator.cannot(Unlock(1, 2)) is None
    await give(operator, again := Order(2, Unlock(1, 1), "CS1"))
    assert again.outcome is OrderOutcome.REFUSED


async def test_simultaneous_orders_are_asked_one_by_one(terminal: tuple[Person, int]) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    orders = [Order(1, ClearCache(), f"CS{number}") for number in (1, 2, 3)]
    asking = asyncio.gather(*(give(operator, order) for order in orders))
    for order in orders:
        await person.sees(f"Station {order.station}:")
        await person.sees("s > ")
        assert "Station" not in person.read
        person.types("\n")
    await asking
    assert {order.outcome for order in orders} == {OrderOutcome.DONE}


async def test_cancelled_order_is_withdrawn_at_the_terminal(terminal: tuple[Person, int]) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    asking = asyncio.create_task(give(operator, Order(1, ClearCache(), "CS1")))
    await person.sees("s > ")
    asking.cancel()
    await person.sees("No longer needed")
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_unanswered_order_fails_after_the_patience(terminal: tuple[Person, int]) -> None:
    operator = manual(terminal[1], patience=0.05)
    await operator.open()
    await give(operator, order := Order(1, ClearCache(), "CS1"))
    assert order.outcome is OrderOutcome.FAILED
    assert "no answer at the terminal within 0.05 s" in order.detail


async def test_declared_limit_is_refused_without_asking(terminal: tuple[Person, int]) -> None:
    operator = manual(terminal[1], cannot=(Cannot(what="ClearCache", reason="no cache"),))
    await operator.open()
    await give(operator, order := Order(1, ClearCache(), "CS1"))
    assert (order.outcome, order.detail) == (OrderOutcome.REFUSED, "no cache")


async def test_missing_terminal_is_an_operator_error() -> None:
    reading, writing = os.pipe()
    try:
        with pytest.raises(OperatorError, match="this is no terminal: run plugfest in one"):
            await manual(reading).open()
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("typed", ["\n", "s\n"])
async def test_person_is_asked_to_set_the_boot_policy(terminal: tuple[Person, int], typed: str) -> None:
    person, theirs = terminal
    operator = manual(theirs)
    await operator.open()
    access = StationAccess(identity="CS1", security_profile=1)
    await operator.prepare(access, StationSpec())
    waiting = StationSpec(boot=BootPolicy(status="Pending", interval=2))
    preparing = asyncio.create_task(operator.prepare(access, waiting))
    await person.sees(">>> Station CS1: set the CSMS up to answer the next 1 boot(s) with Pending, interval 2 s.")
    await person.sees("s > ")
    person.types(typed)
    if typed == "\n":
        await preparing
    else:
        with pytest.raises(OperatorError, match="station CS1 is not ready: skipped at the terminal"):
            await preparing
