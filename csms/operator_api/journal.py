"""Waiting for messages: a long poll for one message, and a stream of all (server-sent events)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
from aiohttp import web

from plugfest.csms.blocks.contexts import BadRequest
from plugfest.csms.blocks.history import journal_filter
from plugfest.csms.operator_api.messages import error_response, json_response
from plugfest.csms.operator_api.query import read_query
from plugfest.csms.operator_api.stations import known_id
from plugfest.csms.store import journal_query
from plugfest.csms.store.journal_query import JournalQuery

if TYPE_CHECKING:
    from plugfest.csms.services import Services

_FILTERS: Final = ("action", "direction", "kind", "after")
_PAGE: Final = 200
_KEEP_ALIVE: Final = 15.0

Matcher = Callable[[Any], bool]


def add_routes(app: web.Application, csms: Services) -> None:
    """Serve /messages/wait and /messages/stream, of one station and of all."""

    async def query_of(request: web.Request, parameters: dict[str, Any]) -> JournalQuery:
        named = request.match_info.get("station")
        station = None if named is None else await csms.database.read(lambda db: known_id(db, named))
        return journal_filter(parameters, station)

    async def wait(request: web.Request) -> web.Response:
        parameters = read_query(request, (*_FILTERS, "match", "jsonpath", "timeout"))
        query, matches = await query_of(request, parameters), _matcher(parameters)
        seconds = parameters.get("timeout", 30.0)
        try:
            async with asyncio.timeout(seconds):
                return json_response(await _next(csms, query, matches))
        except TimeoutError:
            return error_response(408, f"no such message came within {seconds:g} s")

    async def stream(request: web.Request) -> web.StreamResponse:
        parameters = read_query(request, _FILTERS)
        last = request.headers.get("Last-Event-ID", "")
        if last.isascii() and last.isdigit():
            parameters["after"] = int(last)
        query = await query_of(request, parameters)
        if query.after is None:
            query = msgspec.structs.replace(query, after=await csms.database.read(journal_query.latest_id))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        with suppress(ConnectionResetError):  # the client has left
            await _stream(csms, query, response)
        return response

    for prefix in ("", "/stations/{station}"):
        app.router.add_get(f"{prefix}/messages/wait", wait)
        app.router.add_get(f"{prefix}/messages/stream", stream)


async def _page(csms: Services, query: JournalQuery) -> list[dict[str, Any]]:
    return await csms.database.read(lambda db: journal_query.oldest(db, query, _PAGE))


async def _next(csms: Services, query: JournalQuery, matches: Matcher) -> dict[str, Any]:
    while True:
        watcher = csms.database.watch()
        rows = await _page(csms, query)
        for row in rows:
            if matches(row["payload"]):
                return row
        if rows:
            query = msgspec.structs.replace(query, after=rows[-1]["id"])
        if len(rows) < _PAGE:
            await watcher


async def _stream(csms: Services, query: JournalQuery, response: web.StreamResponse) -> None:
    while True:
        watcher = csms.database.watch()
        rows = await _page(csms, query)
        for row in rows:
            data = msgspec.json.encode(row).decode()
            await response.write(f"id: {row['id']}\nevent: message\ndata: {data}\n\n".encode())
        if rows:
            query = msgspec.structs.replace(query, after=rows[-1]["id"])
            continue
        try:
            async with asyncio.timeout(_KEEP_ALIVE):
                await watcher
        except TimeoutError:
            await response.write(b": still here\n\n")


def _matcher(parameters: dict[str, Any]) -> Matcher:
    checks: list[Matcher] = []
    if "match" in parameters:
        try:
            wanted = json.loads(parameters["match"])
        except ValueError:
            raise BadRequest("match must be JSON") from None
        checks.append(lambda payload: contains(payload, wanted))
    if "jsonpath" in parameters:
        import jsonpath  # takes long to import, and few need it

        try:
            path = jsonpath.compile(parameters["jsonpath"])
        except jsonpath.JSONPathError as error:
            raise BadRequest(f"jsonpath is no JSONPath expression: {error}") from None
        checks.append(lambda payload: isinstance(payload, dict | list) and bool(path.findall(payload)))
    return lambda payload: all(check(payload) for check in checks)


def contains(payload: Any, wanted: Any) -> bool:
    """Return whether a payload has at least the members of an object, and all elements of a list."""
    if isinstance(wanted, dict):
        return isinstance(payload, dict) and all(
            name in payload and contains(payload[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(payload, list) and all(any(contains(item, one) for item in payload) for one in wanted)
    return bool(payload == wanted)
