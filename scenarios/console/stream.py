"""Server-sent events: the complete state of a page, then its changes."""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from aiohttp import web

from plugfest.scenarios.console.board import Board, Cursor

_PAUSE: Final = 0.1
"""Seconds between two messages: changes within this time are sent together."""
_SILENCE: Final = 15.0
"""Seconds without changes after which a comment is sent to keep the connection alive."""


async def stream(request: web.Request, board: Board, closing: asyncio.Event) -> web.StreamResponse:
    """Follow the board until the page or the console is closed. A slow page gets fewer, larger messages."""
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    with suppress(ConnectionResetError):  # the page was closed
        await _follow(response, board, closing)
    return response


async def _follow(response: web.StreamResponse, board: Board, closing: asyncio.Event) -> None:
    cursor, first = Cursor(), True
    while not closing.is_set():
        news: dict[str, Any] = board.news(cursor)
        if first:
            news["fresh"], first = True, False
        if news:
            await response.write(f"data: {json.dumps(news, separators=(',', ':'))}\n\n".encode())
        await asyncio.sleep(_PAUSE)
        if not await board.wait(cursor, _SILENCE):
            await response.write(b": still here\n\n")
