"""A CSMS that understands nothing passes next to nothing: no case that has an order, and the others with a reason.

It lets everybody in, answers every call in one of three thoughtless ways, never sends anything of its own, and its
operator API says "done" to every order.
"""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from plugfest.scenarios.configuration.description import Address, CsmsDescription, Pace
from plugfest.scenarios.engine.play import House
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.fresh import fresh_identity, fresh_password, fresh_tokens
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, StationAccess, StationWish
from plugfest.scenarios.registry import scenarios
from plugfest.scenarios.selfcheck.samples import sample

PACE = Pace(
    connect=10, answer=5, message=0.2, order=2, look_further=0, unasked=0.1, quiet=0.2, reconnect_pause=0, settling=0
)
AGREES = {
    "BootNotification": {"interval": 1},
    "Authorize": {"idTokenInfo": {"status": "Accepted"}},
    "TransactionEvent": {"idTokenInfo": {"status": "Accepted"}},
}
"""What an agreeable CSMS says beyond the least that the schema wants."""


def empty(action: str, payload: Any) -> Any:
    """Nothing at all."""
    return {}


def echo(action: str, payload: Any) -> Any:
    """What came."""
    return payload


def agreeable(action: str, payload: Any) -> Any:
    """Whatever the schema wants, the first of its values: most often "Accepted"."""
    return {**sample(f"{action}Response", ()), **AGREES.get(action, {})}


class DoneOperator(BaseOperator):
    """Says "done" to everything, and does nothing."""

    name = "done"
    provisions = True

    async def provision(self, wish: StationWish) -> StationAccess:
        identity = fresh_identity()
        return StationAccess(
            identity=identity,
            security_profile=wish.security_profile,
            password=fresh_password(),
            serial_number=identity[:25],
            tokens=fresh_tokens(),
        )

    async def ask(self, order: Order) -> None:
        order.accept()
        order.outcome = OrderOutcome.DONE


@pytest.fixture
async def make_house() -> AsyncIterator[Callable[..., Any]]:
    servers = []

    async def make(answer: Callable[[str, Any], Any]) -> House:
        async def talk(connection: ServerConnection) -> None:
            try:
                async for text in connection:
                    message = json.loads(text)
                    if message[0] == 2:
                        await connection.send(json.dumps([3, message[1], answer(message[2], message[3])]))
            except ConnectionClosed:
                return

        server = await serve(talk, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"])
        servers.append(server)
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/{{station}}"
        configured = {"renegotiation": 0.2}
        description = CsmsDescription(name="echo", addresses={1: Address(url=url)}, pace=PACE, configured=configured)
        return House(description, DoneOperator())

    yield make
    for server in servers:
        server.close()
        await server.wait_closed()


MAY_PASS = {
    "a good name and password are all that there is to refuse": "A_01",
    "a boot that is accepted is all that is asked for": "B_01",
    "the subprotocol is agreed on by its web server, which is right": "B_58",
    "events of a transaction are answered, and an accepted token is what it always says": (
        "C_08 E_01 E_02 E_03 E_04 E_07 E_08 E_09 E_10 E_11 E_12 E_14 E_15 E_17 E_19 E_20 E_22 E_26 E_38 E_39 E_53"
    ),
    "meter values are answered; that they are kept is asked beyond Part 6": (
        "J_01 J_02 J_03 J_04 J_07 J_08 J_09 J_10 J_11"
    ),
    "events and limits are answered; that they are kept is asked beyond Part 6": (
        "G_20 K_48 K_50 K_51 N_21 N_24 N_48 N_49 N_50"
    ),
    "custom data is answered like any other": "P_03",
}
"""What passes against a CSMS that says what the schema wants, and why: Part 6 asks for no more in these cases."""
AGREEABLE = {f"TC_{case}_CSMS" for cases in MAY_PASS.values() for case in cases.split()}


@pytest.mark.parametrize(("answer", "may_pass"), [(empty, set()), (echo, set()), (agreeable, AGREEABLE)])
async def test_only_what_demands_no_more_than_an_answer_passes(
    make_house: Any, play_all: Any, in_words: Any, answer: Any, may_pass: set[str]
) -> None:
    records = await play_all(await make_house(answer), scenarios(), at_once=40)
    passed = {record["id"] for record in records if record["verdict"] == "PASS"}
    assert {case for case in passed if scenarios()[case].orders} == set()
    assert passed == may_pass
    broken = [in_words(record) for record in records if record["verdict"] == "ERROR"]
    assert broken == [], "however wrong a CSMS is, plugfest does not break"


async def test_an_api_that_says_done_while_nothing_is_sent_is_found_out(make_house: Any, play_all: Any) -> None:
    (record,) = await play_all(await make_house(agreeable), ["TC_B_20_CSMS"], at_once=1)
    assert (record["verdict"], record["cause"]) == (
        "INCONCLUSIVE",
        {
            "code": "message-missing",
            "text": "ResetRequest must be sent, none came within 0.2 s; a control order did not arrive either",
        },
    )
    assert [order["outcome"] for order in record["plays"][0]["orders"]] == ["done", "done"]
