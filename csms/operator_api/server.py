"""The HTTP server of the operator API: routes made from what the blocks have registered."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from aiohttp import web

from plugfest.csms import page
from plugfest.csms.blocks import registry
from plugfest.csms.blocks.contexts import ApiRequest, BadRequest, Conflict, NotFound
from plugfest.csms.net.listen_socket import LimitedListenSocket
from plugfest.csms.net.login_throttle import LeakyBucket
from plugfest.csms.operator_api import changes, journal, operations, stations, trust
from plugfest.csms.operator_api import faults as fault_routes
from plugfest.csms.operator_api.messages import error_response, json_response, read_body
from plugfest.csms.operator_api.query import read_query, refuse_query
from plugfest.csms.store.database import NotStored

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import Connection

    from plugfest.csms.faults.table import FaultTable
    from plugfest.csms.operations import OperationRunner
    from plugfest.csms.services import Services

log = logging.getLogger(__name__)
_MAX_DELAYED: Final = 16
_OPEN: Final = frozenset({"/openapi.json", "/health"}) | page.PATHS
_statuses: Final = {
    NotFound: 404,
    BadRequest: 400,
    msgspec.ValidationError: 400,
    msgspec.DecodeError: 400,
    Conflict: 409,
    NotStored: 503,
}


class OperatorApi:
    """The server of the operator API."""

    def __init__(self, csms: Services, operation_runner: OperationRunner, faults: FaultTable, token: str) -> None:
        self._csms = csms
        self._operations = operation_runner
        self._faults = faults
        self._token = token.encode()
        self._failures = LeakyBucket(free=20, pause=0.5, longest=csms.settings.guess_hold)
        self._waiting: Counter[str] = Counter()
        self._document: bytes | None = None
        self._runner: web.AppRunner | None = None
        self._listen_socket: LimitedListenSocket | None = None

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Begin to listen."""
        settings = self._csms.settings
        app = web.Application(client_max_size=settings.body_limit, middlewares=[self._middleware])
        app.router.add_get("/health", self._health)
        app.router.add_get("/openapi.json", self._openapi)
        page.add_routes(app)
        stations.add_routes(app, self._csms)
        changes.add_routes(app, self._csms)
        operations.add_routes(app, self._csms, self._operations)
        trust.add_routes(app, self._csms)
        journal.add_routes(app, self._csms)
        fault_routes.add_routes(app, self._csms, self._faults)
        for endpoint in registry.endpoints:
            app.router.add_route(endpoint.method, endpoint.path, self._handler(endpoint))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        self._listen_socket = LimitedListenSocket(
            settings.host, settings.operator_port, settings.half_open_limit, settings.handshake_timeout
        )
        await web.SockSite(self._runner, self._listen_socket).start()

    async def stop(self) -> None:
        """Stop listening and close all connections."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        peer = request.transport.get_extra_info("peername") if request.transport is not None else None
        assert self._listen_socket is not None
        self._listen_socket.request_received(peer)
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if hmac.compare_digest(given, b"Bearer " + self._token):
            self._listen_socket.authenticated(peer)
        elif request.path not in _OPEN:
            if not await self._delay_failure(str(peer[0]) if peer else ""):
                return error_response(429, "too many wrong tokens at the same time, try again")
            return error_response(401, "the header 'Authorization: Bearer TOKEN' is missing or wrong")
        try:
            refuse_query(request)
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return error_response(413, f"the body is larger than {self._csms.settings.body_limit} bytes")
        except web.HTTPException as answer:
            text = f"{request.method} {request.path}: {answer.reason}; see /openapi.json"
            response = error_response(answer.status, text)
            if "Allow" in answer.headers:
                response.headers["Allow"] = answer.headers["Allow"]
            return response
        except tuple(_statuses) as error:
            return error_response(_statuses[type(error)], _with_hint(error))
        except Exception:  # the response says that it is an error of the CSMS, the log says which
            log.exception("%s %s broke", request.method, request.path)
            return error_response(500, "the CSMS could not do this; its log says why")

    async def _delay_failure(self, address: str) -> bool:
        """Delay the response to a wrong token; return False if too many requests of the address are delayed.

        A valid token is never delayed.
        """
        if self._waiting[address] >= _MAX_DELAYED:
            return False
        self._waiting[address] += 1
        try:
            await asyncio.sleep(self._failures.delay(address))
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address]
        return True

    def _handler(self, endpoint: registry.Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            body = None
            if endpoint.body is not None:
                body = await read_body(request, endpoint.body, self._csms.settings.body_patience)
            path = dict(request.match_info)
            query = read_query(request, endpoint.query)

            def answer(db: Connection) -> Any:
                if "station" in path:
                    path["station"] = stations.known_id(db, path["station"])
                return endpoint.answer(ApiRequest(db, path, query, body, self._csms.settings))

            database = self._csms.database
            value = await (database.read(answer) if endpoint.method == "GET" else database.write(answer))
            return json_response(value)

        return handle

    async def _health(self, _: web.Request) -> web.Response:
        return json_response({"status": "ok"})

    async def _openapi(self, _: web.Request) -> web.Response:
        if self._document is None:
            from plugfest.csms.operator_api.openapi import document

            self._document = msgspec.json.encode(document())
        return web.Response(body=self._document, content_type="application/json")


def _with_hint(error: Exception) -> str:
    # msgspec names the wrong value and its place, but not the values that are possible.
    possible = isinstance(error, msgspec.ValidationError) and str(error).startswith("Invalid")
    return f"{error}; /openapi.json lists the possible values" if possible else str(error)
