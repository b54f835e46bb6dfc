"""Messages that a station receives: unchanged, with nothing repaired."""

import asyncio
from typing import Any

import pytest

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def override_fields(*said: Any, **settings: Any) -> Any:
    async def talk(connection: Any) -> None:
        for each in said:
            await connection.send(each, **settings)
        await connection.wait_closed()

    return talk


async def test_text_and_binary_messages_are_distinguished(csms, call) -> None:
    caller = await call(await csms(override_fields("Zürich €", b"Zurich", "")))
    assert [await caller.hears() for _ in range(3)] == ["Zürich €", b"Zurich", ""]


async def test_fragmented_message_is_joined(csms, call) -> None:
    caller = await call(await csms(override_fields(["[2,", '"1",', "…]"], [b"a", b"b"])))
    assert [await caller.hears() for _ in range(2)] == ['[2,"1",…]', b"ab"]


async def test_character_split_by_fragments_is_joined(csms, call) -> None:
    euro = "€".encode()
    caller = await call(await csms(override_fields([euro[:1], euro[1:]], text=True)))
    assert await caller.hears() == "€"


async def test_text_that_is_not_utf_8_arrives_as_bytes(csms, call) -> None:
    caller = await call(await csms(override_fields(b"\xff[2]", text=True)))
    assert await caller.hears() == b"\xff[2]"


async def test_compressed_message_is_read(csms, call) -> None:
    """permessage-deflate is the CSMS's to support; a station that does not offer it is not sent any."""
    caller = await call(await csms(override_fields("x" * 10_000), compression="deflate"))
    assert await caller.hears() == "x" * 10_000


async def test_long_message_is_read(csms, call) -> None:
    caller = await call(await csms(override_fields("x" * 3_000_000)))
    assert await caller.hears() == "x" * 3_000_000


def raw(wire: Any, *said: bytes, together: bool = False) -> Any:
    """Completes the handshake, and says this after it (or in the same packet)."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = wire.upgrade(await wire.request(reader))
        if together:
            writer.write(answer + b"".join(said))
        else:
            writer.writelines([answer, *said])
        await reader.read()

    return talk


async def test_message_in_the_packet_of_the_upgrade_is_read(raw_csms, call, wire) -> None:
    said = (wire.frame(TEXT, b"first"), wire.frame(TEXT, b"second"))
    caller = await call(await raw_csms(raw(wire, *said, together=True)))
    assert caller.attempt.accepted
    assert [await caller.hears() for _ in range(2)] == ["first", "second"]


async def test_ping_between_fragments_is_ignored(raw_csms, call, wire) -> None:
    said = (wire.frame(TEXT, b"a", fin=False), wire.frame(PING, b"?"), wire.frame(0, b"b"))
    caller = await call(await raw_csms(raw(wire, *said)))
    assert await caller.hears() == "ab"


async def test_message_sent_byte_by_byte_is_read(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in wire.upgrade(await wire.request(reader)) + wire.frame(TEXT, "€".encode()):
            writer.write(bytes([byte]))
            await writer.drain()
        await reader.read()

    caller = await call(await raw_csms(talk))
    assert await caller.hears() == "€"


# --- what the station sends ---


async def test_station_sends_text_in_utf_8(csms, call) -> None:
    async def echo(connection: Any) -> None:
        async for message in connection:
            await connection.send(message)

    caller = await call(await csms(echo))
    caller.socket.send("Zürich €")
    assert await caller.hears() == "Zürich €"


async def test_ping_is_answered_and_sent(csms, call) -> None:
    async def talk(connection: Any) -> None:
        await asyncio.wait_for(await connection.ping(), 5)
        await connection.send("ponged")
        await connection.wait_closed()

    caller = await call(await csms(talk))
    assert await caller.hears() == "ponged"
    caller.socket.ping()


async def test_handshake_has_the_given_path_subprotocols_and_credentials(raw_csms, call, wire) -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await wire.request(reader))
        writer.write(wire.upgrade(heard[0], b"Sec-WebSocket-Protocol: ocpp2.0.1"))
        await reader.read()

    url = (await raw_csms(talk)).replace("/CS1", "/ocpp/RDAM%20123?x=1")
    attempt = (await call(url, subprotocols=("ocpp1.6", "ocpp2.0.1"), user="RDAM 123", password="p:€")).attempt
    assert attempt.subprotocol == "ocpp2.0.1"
    lines = heard[0].decode().split("\r\n")
    assert lines[0] == "GET /ocpp/RDAM%20123?x=1 HTTP/1.1"
    assert "Sec-WebSocket-Protocol: ocpp1.6, ocpp2.0.1" in lines
    assert "Authorization: Basic UkRBTSAxMjM6cDrigqw=" in lines
    assert attempt.options.credentials == "basic"


async def test_handshake_without_options_has_no_optional_headers(raw_csms, call, wire) -> None:
    heard: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await wire.request(reader))
        writer.write(wire.upgrade(heard[0]))
        await reader.read()

    attempt = (await call(await raw_csms(talk), subprotocols=())).attempt
    assert attempt.accepted
    assert attempt.subprotocol is None
    assert b"Sec-WebSocket-Protocol" not in heard[0]
    assert b"Authorization" not in heard[0]


async def test_missing_subprotocol_is_reported(csms, call) -> None:
    attempt = (await call(await csms(override_fields(), subprotocols=None))).attempt
    assert (attempt.accepted, attempt.subprotocol) == (True, None)


async def test_proxy_of_the_environment_is_ignored(csms, call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await call(await csms(override_fields()))).attempt.accepted
