"""The console's web server: on this machine only, for users with its link."""

import asyncio
import secrets
import signal
import socket
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiohttp import web

from plugfest import web as shared
from plugfest.scenarios.console.api import LARGEST_BODY, Api
from plugfest.scenarios.console.console import Console
from plugfest.scenarios.console.guard import Guard
from plugfest.scenarios.console.stream import stream
from plugfest.scenarios.suites.suite import Suite

HOST: Final = "127.0.0.1"
SHARED: Final = ("base.css", "sequence.css", "sequence.js")
TYPES: Final = {"css": "text/css", "js": "text/javascript", "html": "text/html", "svg": "image/svg+xml"}
PAGE: Final = "plugfest.scenarios.console.page"


async def serve(suite: Suite, file: Path | None, results: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve the console until SIGINT or SIGTERM; `ready` gets its link. Raises OSError when the port is in use."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    listener = socket.create_server((HOST, port))
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    console = Console(suite, file, results)
    await console.open()
    following = asyncio.ensure_future(console.checks.follow())
    runner = web.AppRunner(_app(console, Guard(token, port), stopped), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    console.checks.try_again()
    ready(f"http://{HOST}:{port}/?token={token}")
    try:
        await stopped.wait()
    finally:
        following.cancel()
        await console.close()
        console.board.touch("run")
        await runner.cleanup()


def _app(console: Console, guard: Guard, closing: asyncio.Event) -> web.Application:
    app = web.Application(middlewares=[guard.middleware()], client_max_size=LARGEST_BODY)

    async def follow(request: web.Request) -> web.StreamResponse:
        return await stream(request, console.board, closing)

    app.router.add_get("/", _page)
    app.router.add_get("/page/{name:[a-z0-9-]+\\.(?:css|js|svg)}", _asset)
    app.router.add_get("/events", follow)
    app.router.add_routes(Api(console).routes())
    return app


async def _page(request: web.Request) -> web.Response:
    return web.Response(text=_own("index.html"), content_type="text/html")


async def _asset(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    try:
        text = shared.asset(name) if name in SHARED else _own(name)
    except FileNotFoundError:
        raise web.HTTPNotFound(text=f"There is no {name}.") from None
    return web.Response(text=text, content_type=TYPES[name.rpartition(".")[2]], charset="utf-8")


def _own(name: str) -> str:
    return (files(PAGE) / name).read_text("utf-8")
