"""Harbour, a CSMS: `python harbour` starts one for each line of its standard input, until that ends.

A line holds the options of `awkward.py` as JSON; the answer, one line, says where that Harbour listens.
"""

import asyncio
import base64
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import websockets
from aiohttp import web
from api import application
from awkward import Awkward
from charge_point import HarbourChargePoint
from orders import work
from websockets.asyncio.server import Request, Response, ServerConnection, serve
from world import World


@asynccontextmanager
async def harbour(world: World, secret: str) -> AsyncIterator[tuple[int, int]]:
    """Serve one Harbour; the ports of its chargers and of its API."""
    workers = [asyncio.create_task(work(charger, world.awkward)) for charger in world.chargers.values()]
    runner = web.AppRunner(application(world, secret), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    def options(connection: ServerConnection, request: Request) -> Response | None:
        """It looks at the password, and never at the user's name."""
        charger = world.chargers.get(unquote(request.path.rsplit("/", 1)[-1]))
        if charger is None:
            return connection.respond(HTTPStatus.NOT_FOUND, "unknown charger\n")
        try:
            sent = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        except ValueError:
            sent = ""
        if sent.partition(":")[2] != charger.password:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "wrong password\n")
        return None

    async def serve_one(connection: Any) -> None:
        charger = world.chargers[unquote(connection.request.path.rsplit("/", 1)[-1])]
        if connection.subprotocol is None:
            await connection.close(1002, "speak ocpp2.0.1")
            return
        loop = asyncio.get_running_loop()
        world.broken |= loop.time() - charger.left < world.awkward.needs_pause
        if world.broken:
            await connection.close(1011, "failed to subscribe to message broker")
            return
        point = HarbourChargePoint(charger, connection, world)
        known = loop.call_later(world.awkward.knows_connection_after, point.is_known)
        try:
            await point.start()
        except websockets.ConnectionClosed:
            pass
        finally:
            known.cancel()
            charger.left = loop.time()
            point.over.set()
            if charger.online is point:
                charger.online = None
                charger.there.clear()

    async with serve(serve_one, "127.0.0.1", 0, process_request=options, subprotocols=["ocpp2.0.1"]) as server:
        yield next(iter(server.sockets)).getsockname()[1], runner.addresses[0][1]
    for worker in workers:
        worker.cancel()
    await runner.cleanup()


async def main() -> None:
    logging.getLogger("ocpp").setLevel(logging.CRITICAL)
    async with AsyncExitStack() as open_ones:
        while line := await asyncio.to_thread(sys.stdin.readline):
            world = World(os.environ["HARBOUR_PASSWORD"], Awkward(**json.loads(line)))
            port, api = await open_ones.enter_async_context(harbour(world, os.environ["HARBOUR_SECRET"]))
            print(f"HARBOUR_WS=ws://127.0.0.1:{port}/charge/{{station}} HARBOUR_API=http://127.0.0.1:{api}", flush=True)


asyncio.run(main())
