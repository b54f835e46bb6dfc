"""The address to which a CSMS posts the outcome of an order."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from aiohttp import web

from plugfest.scenarios.config.http_api.table import CallbackServer
from plugfest.scenarios.operators.http.answers import Answer
from plugfest.scenarios.operators.protocol import OperatorError

_LARGEST_POST: Final = 1024 * 1024
_MOST_POSTS: Final = 20
_SECONDS: Final = 30.0


class Callbacks:
    """One HTTP server for a run; every order has its own unpredictable path."""

    def __init__(self, table: CallbackServer) -> None:
        self._table = table
        self._runner: web.AppRunner | None = None
        self._base = ""
        self._waiting: dict[str, asyncio.Queue[Answer]] = {}

    async def open(self) -> None:
        """Listen; raises OperatorError when the address cannot be used."""
        app = web.Application(client_max_size=_LARGEST_POST)
        app.router.add_route("*", "/{ticket}", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._table.host, self._table.port)
        try:
            await site.start()
        except OSError as error:
            await self.close()
            where = f"{self._table.host}:{self._table.port}"
            raise OperatorError(f"operator.callback_server: cannot listen on {where}: {error.strerror}") from error
        host, port = self._runner.addresses[0][:2]
        self._base = (self._table.url or f"http://{host}:{port}").rstrip("/")

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @contextmanager
    def ticket(self) -> Iterator[tuple[str, asyncio.Queue[Answer]]]:
        """Return the address for one order, and the bodies posted to it within the context."""
        ticket = uuid4().hex
        posted: asyncio.Queue[Answer] = asyncio.Queue(maxsize=_MOST_POSTS)
        self._waiting[ticket] = posted
        try:
            yield f"{self._base}/{ticket}", posted
        finally:
            del self._waiting[ticket]

    async def _receive(self, request: web.Request) -> web.Response:
        posted = self._waiting.get(request.match_info["ticket"])
        if posted is None:
            return web.Response(status=404, text="No order waits for this.\n")
        if posted.full():
            return web.Response(status=429, text="Too much was posted for this order.\n")
        try:
            async with asyncio.timeout(_SECONDS):
                text = (await request.read()).decode("utf-8", errors="replace")
        except TimeoutError:
            return web.Response(status=408, text="The body did not come in time.\n")
        if posted.full():  # other requests were sent meanwhile
            return web.Response(status=429, text="Too much was posted for this order.\n")
        posted.put_nowait(Answer(200, text, "what the CSMS posted"))
        return web.Response(status=204)
