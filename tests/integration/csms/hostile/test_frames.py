"""Invalid and unusual WebSocket frames: an invalid one closes its connection as RFC 6455 requires."""

import asyncio
import json
import zlib
from contextlib import suppress

import pytest
from support.raw_websocket import BINARY, CLOSE, COMPRESSED, CONTINUATION, FIN, PING, PONG, TEXT, frame, resident

HEARTBEAT = '[2,"h","Heartbeat",{}]'
DEFLATE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(TEXT, b"\xff\xfe"), 1007),
        (frame(TEXT, b"\xed\xa0\x80"), 1007),  # a surrogate, which UTF-8 has not
        (frame(TEXT, "\u00fc".encode()[:1]), 1007),
        (frame(TEXT, HEARTBEAT, masked=False), 1002),
        (frame(TEXT, HEARTBEAT, flags=FIN | COMPRESSED), 1002),
        (frame(TEXT, HEARTBEAT, flags=FIN | 0x20), 1002),
        (frame(0x3, "x"), 1002),
        (frame(0xB, "x"), 1002),
        (frame(CONTINUATION, "x"), 1002),
        (frame(TEXT, "[2,", flags=0) + frame(TEXT, HEARTBEAT), 1002),
        (frame(PING, "x" * 126), 1002),
        (frame(PING, "x", flags=0), 1002),
        (frame(CLOSE, b"\x03"), 1002),
        (frame(CLOSE, (1005).to_bytes(2, "big")), 1002),
        (frame(TEXT, "", length=2**62), 1009),
        (frame(TEXT, "", length=65_537), 1009),
        (frame(BINARY, "", length=2**31), 1009),
        (frame(TEXT, "x" * 40_000, flags=0) + frame(CONTINUATION, "x" * 40_000), 1009),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "frame",  # the masks of frames are random
)
async def test_invalid_frame_closes_the_connection(tight_world, raw_station, sent, code):
    connection = await raw_station(tight_world)
    await connection.send(sent)
    assert await connection.close_code() == code


async def test_calls_before_an_invalid_frame_are_answered(tight_world, raw_station):
    connection = await raw_station(tight_world)
    await connection.send(frame(TEXT, HEARTBEAT) + frame(TEXT, b"\xff"))
    assert b"currentTime" in await connection.ends()


async def test_fragments_with_pings_between_form_one_message(tight_world, raw_station):
    connection = await raw_station(tight_world)
    await connection.send(frame(TEXT, HEARTBEAT[:5], flags=0))
    for piece in HEARTBEAT[5:-1]:
        await connection.send(frame(CONTINUATION, piece, flags=0) + frame(PONG, "unasked"))
    await connection.send(frame(PING, "now") + frame(CONTINUATION, HEARTBEAT[-1]))
    assert await connection.frame() == (PONG, b"now")
    assert (await connection.message())[:2] == [3, "h"]


async def test_frame_sent_byte_by_byte_is_read(tight_world, raw_station):
    connection = await raw_station(tight_world)
    for byte in frame(TEXT, HEARTBEAT):
        await connection.send(bytes((byte,)))
        await asyncio.sleep(0)
    assert (await connection.message())[:2] == [3, "h"]


async def test_fragments_may_split_a_character(tight_world, raw_station):
    connection = await raw_station(tight_world)
    text = json.dumps([2, "u", "DataTransfer", {"vendorId": "Grüße 🔌"}], ensure_ascii=False).encode()
    pieces = [text[at : at + 1] for at in range(len(text))]
    await connection.send(
        frame(TEXT, pieces[0], flags=0)
        + b"".join(frame(CONTINUATION, piece, flags=0) for piece in pieces[1:-1])
        + frame(CONTINUATION, pieces[-1])
    )
    assert (await connection.message())[:2] == [3, "u"]


async def test_compressed_message_is_read(tight_world, raw_station):
    connection = await raw_station(tight_world, boots=False, extensions=DEFLATE)
    await connection.send(frame(TEXT, deflated(HEARTBEAT.encode()), flags=FIN | COMPRESSED))
    opcode, _ = await connection.frame()
    assert opcode == TEXT


@pytest.mark.parametrize(
    ("data", "code"),
    [(deflated(b" " * 50_000_000), 1009), (b"\x07no deflate", 1002)],
    ids=["a bomb", "rubbish"],
)
async def test_invalid_compressed_data_closes_the_connection_without_memory_growth(
    tight_world, raw_station, data, code
):
    connection = await raw_station(tight_world, boots=False, extensions=DEFLATE)
    before = resident(tight_world.process)
    await connection.send(frame(TEXT, data, flags=FIN | COMPRESSED))
    assert await connection.close_code() in {code, 1007}
    assert resident(tight_world.process) - before < 10


async def test_endless_fragments_do_not_grow_memory(tight_world, raw_station):
    connection = await raw_station(tight_world)
    before = resident(tight_world.process)
    await connection.send(frame(TEXT, "[", flags=0))
    empty = frame(CONTINUATION, "", flags=0) * 10_000
    with suppress(ConnectionError):
        for _ in range(40):
            await connection.send(empty)
    await connection.ends()
    assert resident(tight_world.process) - before < 20
