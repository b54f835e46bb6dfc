"""Against a misbehaving CSMS no case passes, plugfest does not break, and every record is valid by its schema."""

import asyncio
import http
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from plugfest.reports.record import plain, violation
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.config.description import Address, CsmsDescription, Pace
from plugfest.scenarios.engine.run_case import RunContext
from plugfest.scenarios.operators.base import BaseOperator
from plugfest.scenarios.operators.credentials import fresh_identity, fresh_password, fresh_tokens
from plugfest.scenarios.operators.protocol import Order, StationAccess, StationSpec
from plugfest.simulator.device.device import Device

PACE = Pace(
    connect=1, answer=0.3, message=0.2, order=1, look_further=0, unasked=0.1, quiet=0.1, reconnect_pause=0, settling=0
)
BOOT = {"currentTime": "2030-01-01T00:00:00Z", "interval": 1, "status": "Accepted"}
Said = Callable[[ServerConnection, list[Any]], Awaitable[None]]
"""Behaviour of a CSMS when it receives a message."""


async def result(connection: ServerConnection, message: list[Any], payload: Any = None) -> None:
    await connection.send(json.dumps([3, message[1], BOOT if payload is None else payload]))


async def nothing(connection: ServerConnection, message: list[Any]) -> None:
    """It never answers."""


async def error(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(json.dumps([4, message[1], "InternalError", "", {}]))


async def other_id(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(json.dumps([3, "another", BOOT]))


async def twice(connection: ServerConnection, message: list[Any]) -> None:
    await result(connection, message)
    await result(connection, message)


async def binary(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(json.dumps([3, message[1], BOOT]).encode())


async def not_utf_8(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(b"\xff" + json.dumps([3, message[1], BOOT]).encode(), text=True)


async def garbage(connection: ServerConnection, message: list[Any]) -> None:
    for text in (
        "",
        "[",
        "null",
        "[3]",
        '[3,"x"]',
        '[2,"x","Reset"]',
        "[" * 5000,
        '[3,"x",{"a":NaN}]',
        "\\",
        '{"a":1}',
    ):
        await connection.send(text)


async def nonsense(connection: ServerConnection, message: list[Any]) -> None:
    """Every field is of a type that it must not have."""
    await result(connection, message, {name: [{"x": [None]}] for name in (*BOOT, "idTokenInfo", "totalCost")})


async def no_object(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(json.dumps([3, message[1], "Accepted"]))


async def echoed_call(connection: ServerConnection, message: list[Any]) -> None:
    await connection.send(json.dumps(message))


async def flood(connection: ServerConnection, message: list[Any]) -> None:
    for number in range(50):
        await connection.send(json.dumps([2, f"{message[1]}{number}"[-36:], "GetLocalListVersion", {}]))
    await result(connection, message)


async def wrong_calls(connection: ServerConnection, message: list[Any]) -> None:
    for action, payload in (("Reset", {"type": 1}), ("Dance", {}), ("GetVariables", []), (7, None)):
        await connection.send(json.dumps([2, "same", action, payload]))
    await result(connection, message)


async def closed(connection: ServerConnection, message: list[Any]) -> None:
    await connection.close(1008, "go away")


async def closed_after(connection: ServerConnection, message: list[Any]) -> None:
    await result(connection, message)
    await connection.close(1000)


async def cut(connection: ServerConnection, message: list[Any]) -> None:
    connection.transport.abort()


async def huge(connection: ServerConnection, message: list[Any]) -> None:
    await result(connection, message, {**BOOT, "customData": {"vendorId": "x" * 5_000_000}})


async def nowhere(connection: ServerConnection, message: list[Any]) -> None:
    raise AssertionError("nobody is let in")


HOSTILE = [nothing, error, other_id, twice, binary, not_utf_8, garbage, nonsense, no_object, echoed_call, flood,
           wrong_calls, closed, closed_after, cut, huge]  # fmt: skip


class BrokenOperator(BaseOperator):
    """Makes stations, and breaks at every order."""

    provisions = True

    async def provision(self, spec: StationSpec) -> StationAccess:
        return StationAccess(
            identity=fresh_identity(), security_profile=1, password=fresh_password(), tokens=fresh_tokens()
        )

    async def ask(self, order: Order) -> None:
        raise KeyError("not written with care")


@pytest.fixture
async def make_run_context() -> AsyncIterator[Callable[..., Awaitable[RunContext]]]:
    servers = []

    async def make(said: Said, **settings: Any) -> RunContext:
        async def talk(connection: ServerConnection) -> None:
            try:
                async for text in connection:
                    message = json.loads(text)
                    if message[0] == 2:
                        await said(connection, message)
            except ConnectionClosed:
                return

        servers.append(await serve(talk, "127.0.0.1", 0, **{"subprotocols": ["ocpp2.0.1"], **settings}))
        url = f"ws://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}/{{station}}"
        description = CsmsDescription(
            name="hostile", addresses={1: Address(url=url)}, pace=PACE, configured=Configured(renegotiation=0.2)
        )
        return RunContext(description, BrokenOperator())

    yield make
    for server in servers:
        server.close()
        await server.wait_closed()


def check(records: list[dict[str, Any]], in_words: Callable[..., str], may_pass: set[str]) -> None:
    for record in records:
        assert record["verdict"] in ("FAIL", "INCONCLUSIVE", "NOT_APPLICABLE") or record["id"] in may_pass, in_words(
            record
        )
        assert violation(json.loads(json.dumps(plain(record)))) is None


@pytest.mark.parametrize("said", HOSTILE)
async def test_misbehaving_csms_passes_no_case(
    make_run_context: Any, play_all: Any, in_words: Any, foundation: tuple[str, ...], said: Said
) -> None:
    async with asyncio.timeout(60):
        records = await play_all(await make_run_context(said), foundation, at_once=30)
    check(records, in_words, {"TC_B_58_CSMS"})


async def test_csms_that_refuses_every_connection_passes_no_case(
    make_run_context: Any, play_all: Any, in_words: Any, foundation: tuple[str, ...]
) -> None:
    """A refusal counts only if a control connection is accepted, so no case passes here."""

    def refuse(connection: Any, _: Any) -> Any:
        return connection.respond(http.HTTPStatus.UNAUTHORIZED, "")

    run_context = await make_run_context(nowhere, process_request=refuse)
    check(await play_all(run_context, foundation, at_once=30), in_words, set())


async def test_csms_of_another_ocpp_version_passes_no_case(
    make_run_context: Any, play_all: Any, in_words: Any, foundation: tuple[str, ...]
) -> None:
    run_context = await make_run_context(nothing, subprotocols=["ocpp1.6"])
    check(await play_all(run_context, foundation, at_once=30), in_words, set())


async def test_error_of_plugfest_has_the_verdict_error(
    make_run_context: Any, play_all: Any, in_words: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asks(connection: ServerConnection, message: list[Any]) -> None:
        await connection.send(json.dumps([2, message[1], "ClearCache", {}]))
        await result(connection, message)

    def breaks(*_: Any) -> None:
        raise ZeroDivisionError("an error of the simulated station")

    monkeypatch.setattr(Device, "reply", breaks)
    (record,) = await play_all(await make_run_context(asks), ["TC_E_03_CSMS"], at_once=1)
    assert record["verdict"] == "ERROR"
    assert record["cause"] == {
        "code": "scenario-broke",
        "text": "ZeroDivisionError: an error of the simulated station",
    }
