"""The control API: the verbs of a station over HTTP, for end-to-end tests in other languages."""

import json
import secrets
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from plugfest.simulator.standalone.charging_station import ChargingStation
from plugfest.simulator.standalone.verbs import EXPECTED_ERRORS, VERBS, VerbError, explain

_MAX_BODY = 1 << 20


class ControlApi:
    """Serves a station's verbs on the loopback interface. A request needs the token as a Bearer token.

    `POST /VERB` with the parameters as a JSON object performs the verb and answers when it is done: 200 with
    `{"result": ...}`, 400 for wrong parameters, 409 with `{"error": ...}` if the station cannot do it now.
    `GET /status` and `GET /events` show the station; `GET /verbs` lists the verbs.
    """

    def __init__(self, station: ChargingStation, port: int = 0, *, token: str | None = None) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self._station = station
        self._port = port
        self._events: list[str] = []
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The URL of the API. Raises RuntimeError outside of its context."""
        if self._runner is None:
            raise RuntimeError("the control API is not open")
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def note(self, event: object) -> None:
        """Keep an event for `GET /events`."""
        self._events.append(str(event))
        del self._events[:-1000]

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._guard], client_max_size=_MAX_BODY)
        app.router.add_get("/status", self._status)
        app.router.add_get("/events", self._list_events)
        app.router.add_get("/verbs", self._verbs)
        app.router.add_post("/{verb}", self._perform)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not secrets.compare_digest(shown.encode(), self.token.encode()):
            return _error(401, "the token is missing or wrong: send it as `Authorization: Bearer TOKEN`")
        response: web.StreamResponse = await handler(request)
        return response

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response(self._station.status.as_dict())

    async def _list_events(self, _: web.Request) -> web.Response:
        return web.json_response(self._events)

    async def _verbs(self, _: web.Request) -> web.Response:
        return web.json_response({verb.name: {"usage": verb.usage, "about": verb.about} for verb in VERBS.values()})

    async def _perform(self, request: web.Request) -> web.Response:
        verb = VERBS.get(request.match_info["verb"])
        if verb is None:
            return _error(404, f"there is no verb {request.match_info['verb']}; known are {', '.join(VERBS)}")
        try:
            given = json.loads(await request.text() or "{}")
        except ValueError as error:
            return _error(400, f"the body is not JSON: {error}")
        if not isinstance(given, dict):
            return _error(400, "the body must be a JSON object with the parameters by name")
        try:
            return web.json_response({"result": await verb.perform(self._station, given)})
        except VerbError as error:
            return _error(400, str(error))
        except EXPECTED_ERRORS as error:
            return _error(409, explain(error))


def _error(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
