"""Orders as cards: answered, undone, prolonged, and ended by their message."""

import asyncio

import pytest

from plugfest.scenarios.config.description import CsmsDescription
from plugfest.scenarios.console.cards import shown_card
from plugfest.scenarios.console.person import ConsoleDesk
from plugfest.scenarios.intents import ClearCache, InstallCertificate, Reset, Unlock
from plugfest.scenarios.operators.desk import Answer
from plugfest.scenarios.operators.manual import ManualOperator
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, Outcome

REFUSED = Answer(OrderOutcome.REFUSED, "not today")
CANNOT = Answer(OrderOutcome.REFUSED, "it cannot", cannot="all")


class Page:
    """Counts what a page would have been told, and waits for cards."""

    def __init__(self, patience: float = 20) -> None:
        self._changed = asyncio.Event()
        self.desk = ConsoleDesk(self._changed.set)
        self.operator = ManualOperator(CsmsDescription(name="test", addresses={}), patience, self.desk)

    def asks(self, order: Order) -> "asyncio.Task[Outcome]":
        return asyncio.create_task(self.operator.ask(order))

    async def cards(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.desk.open) != count:
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def page() -> Page:
    return Page()


async def test_answered_orders_have_their_outcome(page: Page) -> None:
    orders = [Order(1, ClearCache(), "CS1"), Order(1, Reset("Immediate"), "CS2")]
    asking = [page.asks(order) for order in orders]
    await page.cards(2)
    page.desk.answer(page.desk.open[1], REFUSED)
    page.desk.answer(page.desk.open[0], Answer(OrderOutcome.DONE))
    assert [await each for each in asking] == [Outcome(OrderOutcome.DONE), Outcome(OrderOutcome.REFUSED, "not today")]
    assert [order.accepted for order in orders] == [True, False]
    assert page.desk.open == []


async def test_answer_can_be_undone(page: Page) -> None:
    asking = page.asks(Order(1, Unlock(1, 1), "CS1"))
    await page.cards(1)
    card = page.desk.open[0]
    page.desk.answer(card, CANNOT, undo=0.2)
    page.desk.undo(card)
    await asyncio.wait([asking], timeout=0.5)
    assert not asking.done()
    page.desk.answer(card, CANNOT, undo=0.05)
    assert (await asking).detail == "it cannot"
    assert page.operator.cannot(Unlock(1, 2)) == "it cannot"
    page.operator.learnt.clear()
    assert page.operator.cannot(Unlock(1, 2)) is None


async def test_order_ends_when_its_message_arrives(page: Page) -> None:
    asking = page.asks(order := Order(1, ClearCache(), "CS1"))
    await page.cards(1)
    order.message_came.set()
    assert await asking == Outcome(OrderOutcome.DONE)
    assert (page.desk.open, page.desk.closed[0].ended) == ([], "its message came")


async def test_unanswered_order_times_out_unless_prolonged() -> None:
    page = Page(patience=0.1)
    assert (await page.asks(Order(1, ClearCache(), "CS1"))).detail == "no answer in the console within 0.1 s"
    asking = page.asks(Order(2, ClearCache(), "CS1"))
    await page.cards(1)
    page.desk.more_time(page.desk.open[0], 20)
    await asyncio.wait([asking], timeout=0.5)
    assert not asking.done()
    page.desk.answer(page.desk.open[0], Answer(OrderOutcome.DONE))
    assert (await asking).result is OrderOutcome.DONE


async def test_card_has_values_and_certificate_file(page: Page) -> None:
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    asking = page.asks(Order(3, InstallCertificate("CSMSRootCertificate", pem), "CS1", case="TC_M_02_CSMS"))
    await page.cards(1)
    shown = shown_card(page.desk.open[0], None, "Install")
    assert [(each["name"], each["file"]) for each in shown["values"]] == [("type", False), ("certificate", True)]
    assert (shown["case"], shown["kind"], shown["action"]) == (
        "TC_M_02_CSMS",
        "InstallCertificate",
        "InstallCertificate",
    )
    assert 0 < shown["left"] <= 20
    asking.cancel()
    await asyncio.wait([asking])
    assert page.desk.closed[0].ended == "no longer needed"
