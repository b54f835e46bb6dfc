"""The listening socket: options of accepted connections."""

import asyncio
import resource
import socket

from plugfest.csms.net.listen_socket import LimitedListenSocket, fitting_half_open_limit


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


def test_half_open_limit_fits_the_open_file_limit() -> None:
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, most))
    try:
        assert fitting_half_open_limit(1000) == 20
        assert fitting_half_open_limit(10) == 10
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
