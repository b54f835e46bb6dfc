"""The compact CSMS started for one purpose: open mode, a base path, refused connections in the log."""

import json
from typing import Any

import pytest
from support.csms import CsmsProcess, Station
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

TOKEN = {"idToken": "NEVERSEEN", "type": "ISO14443"}


async def join(process: CsmsProcess, id_: str, **headers: str) -> Station:
    url = process.ws.replace("{station}", id_)
    return Station(
        id_,
        await connect(url, proxy=None, subprotocols=["ocpp2.0.1"], additional_headers=headers),  # type: ignore[list-item]
    )


async def test_open_mode_admits_unknown_stations_and_tokens(make_process: Any, make_world: Any) -> None:
    process = make_process("--open", "--password-cost", "8", "--station", "CS1:correct horse battery")
    for headers in ({}, {"Authorization": "Basic Q1NfWDpndWVzcw=="}):
        station = await join(process, "CS-X", **headers)
        assert (await station.boots())["status"] == "Accepted"
        assert (await station.says("Authorize", idToken=TOKEN))["idTokenInfo"] == {"status": "Accepted"}
        await station.leaves()
    with pytest.raises(InvalidStatus, match="401"):
        await join(process, "CS1")
    world = await make_world(process)
    assert (await (await world.connect("CS1")).boots())["status"] == "Accepted"
    code, errors = process.stop()
    assert code == 0
    assert errors.startswith("WARNING: open mode: any station that is not provisioned is admitted")


async def test_open_mode_ends_with_the_process(make_process: Any, tmp_path: Any) -> None:
    opened = make_process("--open", "--data", str(tmp_path), "--password-cost", "8")
    await (await join(opened, "CS-X")).leaves()
    opened.stop()
    closed = make_process("--data", str(tmp_path), "--password-cost", "8")
    with pytest.raises(InvalidStatus, match="401"):
        await join(closed, "CS-X")


async def test_base_path_precedes_the_station_identity(make_process: Any) -> None:
    process = make_process("--open", "--base-path", "/ocpp/", "--security-profile", "1")
    assert process.ws.endswith("/ocpp/{station}")
    await (await join(process, "CS-X")).leaves()
    process.ws = process.ws.replace("/ocpp/", "/")
    with pytest.raises(InvalidStatus, match="404"):
        await join(process, "CS-X")


async def test_refused_connection_is_logged_on_one_line_with_a_hint(make_process: Any, make_world: Any) -> None:
    process = make_process("--station", "CS1:correct horse battery", "--log-json", "--password-cost", "8")
    world = await make_world(process)
    for attempt in (
        join(process, "CS2"),
        join(process, "CS1"),
        world.connect("CS1", password="a wild guess"),
        world.connect("CS1", subprotocols=["ocpp1.6"]),
    ):
        with pytest.raises(InvalidStatus):
            await attempt
    lines = [json.loads(line) for line in process.stop()[1].splitlines()]
    assert [(line["event"], line["status"], line["address"]) for line in lines] == [
        ("connection-refused", status, "127.0.0.1") for status in (404, 401, 401, 400)
    ]
    for line, hint in zip(
        lines, ("or start with --open", "Send the header", "Use the password of PUT", "ocpp2.0.1"), strict=True
    ):
        assert hint in line["message"]


async def test_station_identity_is_compared_without_case(world: Any) -> None:
    id_ = await world.provision()
    station = await world.connect(id_.lower(), user=id_.upper())
    assert (await station.boots())["status"] == "Accepted"
    shown = await world.operator.get(f"/stations/{id_.lower()}")
    assert (shown["station"], shown["connected"]) == (id_, True)
    assert await world.operator.get(f"/stations/{id_.lower()}/messages?limit=1")
    assert await world.operator.starts(id_.lower(), "clear-cache")
    await station.is_asked("ClearCache")
