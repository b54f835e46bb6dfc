"""The listening socket: options of accepted connections."""

import asyncio
import socket

from plugfest.csms.net.listen_socket import LimitedListenSocket


async def test_accepted_connections_have_tcp_nodelay():
    options: list[int] = []

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        options.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = LimitedListenSocket("127.0.0.1", 0, half_open_limit=10)
    async with await asyncio.start_server(connected, sock=listening):
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

    assert [bool(option) for option in options] == [True]
