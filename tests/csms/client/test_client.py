"""The Python client and the pytest plugin of the compact CSMS."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection as AsyncConnection
from websockets.asyncio.client import connect as connect_async
from websockets.sync.client import ClientConnection, connect

from plugfest import csms as public
from plugfest.csms import client
from plugfest.csms.client import AsyncCompactCsms, AsyncStation, CompactCsms, CsmsError, Station

pytestmark = pytest.mark.process

BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}


@pytest.fixture(scope="module")
def csms() -> Iterator[CompactCsms]:
    with CompactCsms.start("--security-profile", "1") as running:
        yield running


@pytest.fixture
def joined(csms: CompactCsms, request: pytest.FixtureRequest) -> Iterator[tuple[Station, ClientConnection]]:
    id_ = f"CS-{request.node.name[:40]}"
    with connect(csms.url_of(id_), subprotocols=["ocpp2.0.1"], proxy=None) as socket:  # type: ignore[list-item]
        call(socket, "BootNotification", BOOT)
        yield csms.station(id_), socket


def call(socket: ClientConnection, action: str, payload: dict[str, Any]) -> Any:
    socket.send(json.dumps([2, "1", action, payload]))
    return json.loads(socket.recv(5))


async def say(socket: AsyncConnection, action: str, payload: dict[str, Any]) -> Any:
    await socket.send(json.dumps([2, str(uuid4()), action, payload]))
    return json.loads(await socket.recv())


def test_public_names() -> None:
    names = ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"]
    assert public.__all__ == client.__all__ == names
    assert [getattr(public, name) for name in names] == [getattr(client, name) for name in names]


def test_both_clients_offer_the_same() -> None:
    for blocking, asynchronous in ((CompactCsms, AsyncCompactCsms), (Station, AsyncStation)):
        names = {name for name in vars(blocking) if not name.startswith("_")}
        assert names - {"stop"} == {name for name in vars(asynchronous) if not name.startswith("_")}


def test_wait_for_returns_each_message_once(joined: tuple[Station, ClientConnection]) -> None:
    station, socket = joined
    assert station.wait_for("BootNotification", match={"reason": "PowerUp"})["payload"] == BOOT
    with pytest.raises(CsmsError) as error:
        station.wait_for("BootNotification", timeout=0.1)
    assert error.value.status == 408
    call(socket, "Heartbeat", {})
    assert station.wait_for("Heartbeat", direction="out", kind="CALLRESULT")["payload"]["currentTime"]
    assert station.state["registration"] == "Accepted"
    assert station.messages(action="Heartbeat", limit=1)[0]["direction"] == "out"


async def test_operation_is_ordered_and_its_outcome_returned(csms: CompactCsms) -> None:
    station = csms.add_station("CS-order", boot={"policy": "accept"})
    refused = await asyncio.to_thread(station.order, "reset", type="OnIdle")
    assert (refused["state"], refused["detail"]) == ("offline", "the station CS-order is not connected")
    with pytest.raises(CsmsError, match="type"):
        station.order("reset")


def test_client_sets_faults_and_injects_messages(joined: tuple[Station, ClientConnection]) -> None:
    station, socket = joined
    station.assert_no_findings()
    station.fault("call-error", action="Heartbeat", code="GenericError", times=1)
    assert call(socket, "Heartbeat", {})[2] == "GenericError"
    station.persona("strict")
    station.clear_faults()
    assert station.inject("text", text="hello") is None
    assert socket.recv(5) == "hello"
    call(socket, "Heartbeat", {"more": 1})
    with pytest.raises(AssertionError, match=r"invalid-request \(Part 3"):
        station.assert_no_findings()
    assert station.findings()[0]["finding"] == "invalid-request"


def test_tokens_and_stations_are_added(csms: CompactCsms) -> None:
    csms.add_token("DEADBEEF", status="Blocked")
    assert csms.request("GET", "/tokens/ISO14443/deadbeef")["status"] == "Blocked"
    csms.add_station("CS-added", "correct horse battery", securityProfile=1)
    assert "CS-added" in {station["station"] for station in csms.stations()}
    assert csms.station("CS-added").get("transactions") == []


def test_failed_start_is_reported() -> None:
    with pytest.raises(CsmsError, match="unrecognized arguments: --nonsense"):
        CompactCsms.start("--nonsense")


def test_unreachable_csms_is_an_error() -> None:
    with pytest.raises(CsmsError) as error:
        CompactCsms("http://127.0.0.1:9", "token").stations()
    assert error.value.status == 0


async def test_csms_runs_in_the_event_loop_of_the_caller() -> None:
    async with AsyncCompactCsms.start("--security-profile", "1", "--token", "CAFE:Blocked") as csms:
        async with connect_async(csms.url_of("CS 1"), subprotocols=["ocpp2.0.1"], proxy=None) as socket:  # type: ignore[list-item]
            station, token = csms.station("CS 1"), {"idToken": "CAFE", "type": "ISO14443"}
            assert (await say(socket, "BootNotification", BOOT))[2]["status"] == "Accepted"
            assert (await say(socket, "Authorize", {"idToken": token}))[2]["idTokenInfo"]["status"] == "Blocked"
            assert (await station.wait_for("BootNotification", match={"reason": "PowerUp"}))["payload"] == BOOT
            ordered = asyncio.create_task(station.order("clear-cache"))
            question = json.loads(await socket.recv())
            await socket.send(json.dumps([3, question[1], {"status": "Accepted"}]))
            assert (await ordered)["state"] == "done"
            await station.fault("call-error", action="Heartbeat", times=1)
            assert (await say(socket, "Heartbeat", {}))[2] == "InternalError"
            assert await station.inject("call", action="ClearCache", payload={})
            await station.assert_no_findings()
            assert [one["station"] for one in await csms.stations()] == ["CS 1"]
        with pytest.raises(CsmsError, match="not connected") as error:
            await station.inject("text", text="hello")
        assert error.value.status == 409
    with pytest.raises(CsmsError, match="async with"):
        await csms.stations()


@pytest.mark.parametrize("argument", ["--nonsense", "--pki=/dev/null"])
async def test_csms_that_cannot_start_in_this_process_says_why(argument: str) -> None:
    with pytest.raises(CsmsError):
        async with AsyncCompactCsms.start(argument):
            pass


def test_pytest_plugin_starts_a_csms(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n@pytest.fixture(scope='session')\ndef compact_csms_arguments():\n"
        "    return ('--token', 'CAFE:Blocked', '--security-profile', '1')\n"
    )
    (tmp_path / "test_station.py").write_text(
        "def test_token(compact_csms):\n"
        "    assert compact_csms.request('GET', '/tokens/ISO14443/CAFE')['status'] == 'Blocked'\n"
    )
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    outcome = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "1 passed" in outcome.stdout
