"""The operator of the compact CSMS against a stand-in for its operator API."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from plugfest.scenarios.intents import ClearMessage, Reset, ShowMessage
from plugfest.scenarios.operators.compact import CompactOperator
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    BootPolicy,
    OperatorError,
    Order,
    OrderOutcome,
    Question,
    StationSpec,
    give,
)


class StandIn:
    """Takes what it is told, and ends every operation as the test says."""

    def __init__(self) -> None:
        self.reported: list[tuple[str, str, Any]] = []
        self.ends: dict[str, Any] = {"state": "done", "messages": [{}], "handle": {"requestId": 7}}
        self.refuses: int | None = None
        self.started: dict[str, Any] = {"state": "sent"}
        """What the response to an order adds to the id of its operation."""
        self.busy = 0

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.reported.append((request.method, request.path_qs, body))
        if request.headers["Authorization"] != "Bearer secret":
            return web.json_response({"error": "the token is wrong"}, status=401)
        if self.busy:
            self.busy -= 1
            return web.Response(status=429, headers={"Retry-After": "0"})
        if self.refuses and request.method == "POST":
            return web.json_response({"error": "no such operation"}, status=self.refuses)
        if request.path.startswith("/operations/"):
            return web.json_response({"operation": "op-1", **self.ends})
        if request.method == "POST":
            return web.json_response({"operation": "op-1", **self.started})
        if request.path.endswith("/transactions"):
            return web.json_response({"error": "not here"}, status=404)
        return web.json_response([{"value": "1"}])


@pytest.fixture
async def csms() -> AsyncIterator[tuple[StandIn, str]]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", stand_in.handle)
    async with TestServer(app) as server:
        yield stand_in, str(server.make_url(""))


@pytest.fixture
async def operator(csms: tuple[StandIn, str]) -> AsyncIterator[CompactOperator]:
    operator = CompactOperator(csms[1], "secret")
    await operator.open()
    csms[0].reported.clear()
    yield operator
    await operator.close()


async def test_wrong_token_is_reported_on_open(csms: tuple[StandIn, str]) -> None:
    operator = CompactOperator(csms[1], "wrong")
    with pytest.raises(OperatorError, match="401: the token is wrong"):
        await operator.open()
    await operator.close()


async def test_unreachable_api_is_reported_with_its_address() -> None:
    operator = CompactOperator("http://127.0.0.1:1", "secret")
    with pytest.raises(OperatorError, match=r"127\.0\.0\.1:1 does not answer GET /stations"):
        await operator.open()
    await operator.close()


async def test_each_play_gets_its_own_station_and_tokens(csms: tuple[StandIn, str], operator: CompactOperator) -> None:
    spec = StationSpec(security_profile=2, boot=BootPolicy(status="Pending", interval=2))
    one, two = await operator.provision(spec), await operator.provision(StationSpec())

    assert one.identity.startswith("PF-")
    assert len(one.identity) <= 25
    assert one.identity != two.identity
    assert one.tokens["valid"] != two.tokens["valid"]
    method, path, changes = csms[0].reported[0]
    assert (method, path) == ("POST", "/changes")
    station = {
        "id": one.identity,
        "password": one.password,
        "securityProfile": 2,
        "serialNumber": one.identity,
        "boot": {"policy": "pending", "times": 1, "interval": 2},
    }
    assert changes["stations"] == {"put": [station], "forget": []}
    group = one.tokens["group"].payload
    assert {**one.tokens["valid"].payload, "status": "Accepted", "group": group} in changes["tokens"]["put"]
    assert changes["tokens"]["forget"] == []


async def test_released_station_is_removed_with_the_next_request(
    csms: tuple[StandIn, str], operator: CompactOperator
) -> None:
    one = await operator.provision(StationSpec())
    await operator.release(one)
    csms[0].reported.clear()
    csms[0].refuses = 500
    with pytest.raises(OperatorError, match="no such operation"):
        await operator.provision(StationSpec())
    csms[0].refuses = None
    two = await operator.provision(StationSpec())

    failed, repeated = [changes for _, _, changes in csms[0].reported]
    assert failed["stations"]["forget"] == [one.identity]
    perhaps_created = failed["stations"]["put"][0]["id"]
    assert repeated["stations"]["forget"] == [one.identity, perhaps_created]
    assert repeated["tokens"]["forget"][:9] == [token.payload for token in one.tokens.values()]

    await operator.release(two)
    await operator.close()
    assert csms[0].reported[2][2]["stations"] == {"put": [], "forget": [two.identity]}


async def test_stations_are_created_ahead_once_several_were_needed(
    csms: tuple[StandIn, str], operator: CompactOperator
) -> None:
    taken = [await operator.provision(StationSpec()) for _ in range(20)]
    special = await operator.provision(StationSpec(boot=BootPolicy(status="Rejected")))

    created = [[station["id"] for station in changes["stations"]["put"]] for _, _, changes in csms[0].reported]
    assert [len(ids) for ids in created] == [1, 1, 2, 4, 8, 8, 1]
    assert created[-1] == [special.identity]
    identities = {access.identity for access in taken}
    assert len(identities) == len(taken)
    unused = {id_ for ids in created[:-1] for id_ in ids} - identities

    csms[0].reported.clear()
    await operator.close()
    assert set(csms[0].reported[0][2]["stations"]["forget"]) == unused


@pytest.mark.parametrize("started", [{"state": "queued"}, {"state": "sent"}, {}])
async def test_order_is_polled_until_it_ends(
    csms: tuple[StandIn, str], operator: CompactOperator, started: dict[str, Any]
) -> None:
    csms[0].started = started
    order = Order(1, Reset("OnIdle"), "RDAM 123")
    await give(operator, order)

    assert order.accepted
    assert order.outcome is OrderOutcome.DONE
    assert order.created == {"operation": "op-1", "requestId": 7}
    assert csms[0].reported == [
        ("POST", "/stations/RDAM%20123/operations/reset?wait=1", {"type": "OnIdle"}),
        ("GET", "/operations/op-1?wait=25", None),
    ]


async def test_order_that_ends_in_its_own_request_is_not_polled(
    csms: tuple[StandIn, str], operator: CompactOperator
) -> None:
    csms[0].started = {"state": "done", "messages": [{}], "handle": {"requestId": 8}}
    order = Order(1, Reset("OnIdle"), "CS1")
    await give(operator, order)
    assert (order.accepted, order.outcome) == (True, OrderOutcome.DONE)
    assert order.created == {"operation": "op-1", "requestId": 8}
    assert len(csms[0].reported) == 1


async def test_order_waits_for_the_operation_that_it_refers_to(
    csms: tuple[StandIn, str], operator: CompactOperator
) -> None:
    shown = Order(1, ShowMessage("InFront", "Welcome"), "CS1")
    cleared = Order(2, ClearMessage(message=shown), "CS1")
    await asyncio.gather(give(operator, shown), give(operator, cleared))
    posts = [(path, body) for method, path, body in csms[0].reported if method == "POST"]
    assert [path.partition("?")[0].rpartition("/")[2] for path, _ in posts] == ["show-message", "clear-message"]
    assert posts[1][1] == {"message": "op-1"}


async def test_order_is_given_when_the_one_that_it_refers_to_failed(
    csms: tuple[StandIn, str], operator: CompactOperator
) -> None:
    csms[0].refuses = 409
    shown = Order(1, ShowMessage("InFront", "Welcome"), "CS1")
    cleared = Order(2, ClearMessage(message=shown), "CS1")
    await asyncio.gather(give(operator, shown), give(operator, cleared))
    assert [order.outcome for order in (shown, cleared)] == [OrderOutcome.REFUSED] * 2


@pytest.mark.parametrize(
    ("ends", "outcome", "detail"),
    [
        ({"state": "refused", "messages": [{}], "detail": "Rejected"}, OrderOutcome.DONE, "Rejected"),
        ({"state": "offline", "messages": []}, OrderOutcome.REFUSED, "offline"),
        ({"state": "failed", "messages": [], "detail": "no list"}, OrderOutcome.REFUSED, "no list"),
        ({"state": "failed", "messages": [{}]}, OrderOutcome.FAILED, "the operation ended as failed"),
        ({"state": "timed-out", "messages": [{}]}, OrderOutcome.UNKNOWN, "did not answer in time"),
    ],
)
async def test_state_of_the_operation_decides_the_outcome(
    csms: tuple[StandIn, str],
    operator: CompactOperator,
    ends: dict[str, Any],
    outcome: OrderOutcome,
    detail: str,
) -> None:
    csms[0].ends = ends
    order = Order(1, Reset("OnIdle"), "CS1")
    await give(operator, order)
    assert order.outcome is outcome
    assert detail in order.detail


@pytest.mark.parametrize(
    ("status", "outcome"), [(400, OrderOutcome.REFUSED), (409, OrderOutcome.REFUSED), (500, OrderOutcome.FAILED)]
)
async def test_rejected_order_has_its_outcome(
    csms: tuple[StandIn, str], operator: CompactOperator, status: int, outcome: OrderOutcome
) -> None:
    csms[0].refuses = status
    order = Order(1, Reset("OnIdle"), "CS1")
    await give(operator, order)
    assert (order.accepted, order.outcome) == (False, outcome)
    assert "no such operation" in order.detail


async def test_busy_api_is_retried(csms: tuple[StandIn, str], operator: CompactOperator) -> None:
    csms[0].busy = 2
    order = Order(1, Reset("OnIdle"), "CS1")
    await give(operator, order)
    assert order.outcome is OrderOutcome.DONE


async def test_sees_reads_the_view_of_the_csms(csms: tuple[StandIn, str], operator: CompactOperator) -> None:
    assert await operator.sees(Question("variables", {"component": "EVSE", "variable": "X"}), "CS1") == [{"value": "1"}]
    assert csms[0].reported[-1][1] == "/stations/CS1/variables?component=EVSE&variable=X"
    assert await operator.sees(Question("transaction"), "CS1") is None
    assert await operator.sees(Question("weather"), "CS1") is UNSEEN
