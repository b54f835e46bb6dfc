"""The ways in which CSMSs accept and refuse connections, with the verdict of each."""

import asyncio
import base64
import http
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from plugfest.scenarios.config.description import Address, CsmsDescription, Pace, StationEntry
from plugfest.scenarios.engine.run_case import RunContext, run_case
from plugfest.scenarios.operators.none import NoOperator
from plugfest.scenarios.suites.ocpp201_csms import SUITE

PACE = Pace(connect=0.5, answer=2, message=1, order=1, look_further=0, unasked=0.1, quiet=0.2, reconnect_pause=0)
PASSWORD = "a-good-password-1"
Refusing = Callable[[ServerConnection], Response | None]


def with_status(status: int) -> Refusing:
    return lambda connection: connection.respond(http.HTTPStatus(status), "")


def by_dropping(connection: ServerConnection) -> Response:
    """The socket is destroyed without an answer, as `socket.destroy()` or nginx's 444 do."""
    connection.transport.abort()
    return connection.respond(http.HTTPStatus.BAD_REQUEST, "")


class Csms:
    """A CSMS that knows one station and its password, and refuses in a way of its own."""

    def __init__(self, refuse: Refusing) -> None:
        self.refuse = refuse
        self.password = PASSWORD
        self.refuses_everybody = False
        self.lets_in_without_credentials = False

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        given = request.headers.get("Authorization")
        wanted = base64.b64encode(f"CS1:{self.password}".encode()).decode()
        anonymous = given is None and self.lets_in_without_credentials
        if not self.refuses_everybody and (anonymous or given == f"Basic {wanted}"):
            return None
        return self.refuse(connection)

    async def talk(self, connection: ServerConnection) -> None:
        try:
            async for text in connection:
                number, identifier, action, _ = json.loads(text)
                if number == 2:
                    boot = {"currentTime": "2030-01-01T00:00:00Z", "interval": 300, "status": "Accepted"}
                    answers = {"BootNotification": boot, "Heartbeat": {"currentTime": boot["currentTime"]}}
                    await connection.send(json.dumps([3, identifier, answers.get(action, {})]))
        except ConnectionClosed:
            return


Play = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def plays() -> AsyncIterator[Play]:
    servers = []

    async def start(csms: Csms, *cases: str, **settings: Any) -> dict[str, Any]:
        options = {"subprotocols": ["ocpp2.0.1"], "process_request": csms.admit, **settings}
        servers.append(await serve(csms.talk, "127.0.0.1", 0, **options))
        url = f"ws://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}/{{station}}"
        description = CsmsDescription(
            name="field",
            addresses={1: Address(url=url)},
            pace=PACE,
            stations=(StationEntry(identity="CS1", password=PASSWORD),),
            credential_places={"CS1": "field.toml, line 7"},
        )
        run_context = RunContext(description, NoOperator())
        full = [f"TC_{case}_CSMS" for case in cases]
        return [await run_case(SUITE.cases[case], SUITE.scenarios[case], run_context) for case in full][-1]

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


def said(record: dict[str, Any], weight: str = "required") -> list[str]:
    return [
        validation["text"]
        for each in record["plays"]
        for validation in each["validations"]
        if validation["outcome"] == "violated" and validation["weight"] == weight
    ]


@pytest.mark.parametrize("case", ["A_02", "A_03", "B_58"])
async def test_dropped_socket_counts_as_refusal(plays: Play, case: str) -> None:
    csms = Csms(by_dropping)

    def admit(connection: ServerConnection, request: Request) -> Response | None:
        unknown_only = request.headers.get("Sec-WebSocket-Protocol") == "ocpp0.1"
        return by_dropping(connection) if unknown_only else csms.admit(connection, request)

    record = await plays(csms, case, process_request=admit)
    assert record["verdict"] == "PASS", record["cause"]
    assert said(record, "advised") == []


@pytest.mark.parametrize(("status", "remarks"), [(401, 0), (403, 0), (404, 0), (400, 1), (500, 1)])
async def test_unusual_refusal_status_is_a_warning(plays: Play, status: int, remarks: int) -> None:
    record = await plays(Csms(with_status(status)), "A_02")
    assert record["verdict"] == "PASS", record["cause"]
    wanted = f"the refusal should have the status 401, 403 or 404, was HTTP {status}"
    assert [text.startswith(wanted) for text in said(record, "advised")] == [True] * remarks


@pytest.mark.parametrize("status", [429, 503])
async def test_overload_status_is_inconclusive(plays: Play, status: int) -> None:
    record = await plays(Csms(with_status(status)), "A_02")
    assert (record["verdict"], record["cause"]["code"]) == ("INCONCLUSIVE", "connection-lost")


async def test_missing_handshake_response_is_inconclusive(plays: Play) -> None:
    csms = Csms(with_status(401))

    async def admit(connection: ServerConnection, request: Request) -> Response | None:
        refused = csms.admit(connection, request)
        if refused is not None:
            await asyncio.sleep(2)
        return refused

    record = await plays(csms, "A_02", process_request=admit)
    assert (record["verdict"], record["cause"]["code"]) == ("INCONCLUSIVE", "csms-died")


async def test_connection_accepted_without_credentials_fails(plays: Play) -> None:
    csms = Csms(with_status(401))
    csms.lets_in_without_credentials = True
    record = await plays(csms, "A_03")
    assert record["verdict"] == "FAIL"
    assert said(record) == ["the connection must be refused by HTTP or a cut connection, was accepted"]


@pytest.mark.parametrize("refuse", [with_status(401), by_dropping])
async def test_refused_password_fails_a_01_and_names_its_line(plays: Play, refuse: Refusing) -> None:
    csms = Csms(refuse)
    csms.password = "another-password-2"
    record = await plays(csms, "A_01")
    assert record["verdict"] == "FAIL"
    assert "its credentials are in field.toml, line 7" in record["plays"][0]["cause"]["text"] or said(record)
    assert (await plays(csms, "A_02"))["verdict"] == "INCONCLUSIVE"


async def test_dropped_connection_after_an_accepted_one_fails(plays: Play) -> None:
    csms = Csms(by_dropping)

    def admit(connection: ServerConnection, request: Request) -> Response | None:
        offered = request.headers.get("Sec-WebSocket-Protocol", "")
        return by_dropping(connection) if "ocpp0.1" in offered else csms.admit(connection, request)

    record = await plays(csms, "B_58", process_request=admit)
    assert record["verdict"] == "FAIL"
    assert "the connection must be accepted, was refused by TCP" in said(record)[0]


async def test_upgrade_to_a_subprotocol_not_offered_fails(plays: Play) -> None:
    def hard_coded(_: ServerConnection, __: Request, response: Response) -> Response:
        response.headers["Sec-WebSocket-Protocol"] = "ocpp2.0.1"
        return response

    settings = {"select_subprotocol": lambda *_: None, "process_response": hard_coded}
    record = await plays(Csms(with_status(401)), "B_58", **settings)
    assert record["verdict"] == "FAIL"
    assert "was answered by an upgrade that breaks RFC 6455" in said(record)[0]


@pytest.mark.parametrize(("closes", "verdict"), [(True, "PASS"), (False, "FAIL")])
async def test_upgrade_without_subprotocol_must_be_closed_immediately(plays: Play, closes: bool, verdict: str) -> None:
    csms = Csms(with_status(401))
    talk = csms.talk

    async def talks(connection: ServerConnection) -> None:
        if closes and connection.subprotocol is None:
            await connection.close(1002)
        else:
            await talk(connection)

    def select(_: ServerConnection, offered: Any) -> Any:
        return "ocpp2.0.1" if "ocpp2.0.1" in offered else None

    csms.talk = talks  # type: ignore[method-assign]
    record = await plays(csms, "B_58", select_subprotocol=select)
    assert record["verdict"] == verdict, record["cause"]
