"""Fault injection in the operator API: misbehaviour of the CSMS towards one station."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from aiohttp import web
from websockets.exceptions import ConnectionClosed

from plugfest.csms.blocks.contexts import BadRequest, Conflict, NotFound
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.faults.kinds import ERROR_STATUSES, AnyFault, AnyInjection, GoOffline, RefuseUpgrade
from plugfest.csms.faults.personas import DESCRIPTIONS, PERSONAS
from plugfest.csms.operator_api.messages import json_response, read_body
from plugfest.csms.operator_api.stations import known_id

if TYPE_CHECKING:
    from plugfest.csms.faults.table import FaultTable
    from plugfest.csms.services import Services


class PersonaBody(RequestBody):
    """The persona of the CSMS towards a station; null removes the faults of the last one."""

    persona: Literal["slow", "strict", "chatty", "forgetful", "overloaded"] | None


def add_routes(app: web.Application, csms: Services, faults: FaultTable) -> None:
    """Serve /personas, and faults, persona and injections of each station."""

    async def station_of(request: web.Request) -> str:
        named = request.match_info["station"]
        return await csms.database.read(lambda db: known_id(db, named))

    async def add(request: web.Request) -> web.Response:
        station = await station_of(request)
        fault = await read_body(request, AnyFault, csms.settings.body_patience)
        _check(fault)
        active = faults.add(station, fault)
        _pings(csms, station)
        return json_response(active.to_json(), 201)

    async def show(request: web.Request) -> web.Response:
        station = await station_of(request)
        return json_response([active.to_json() for active in faults.of(station)])

    async def remove(request: web.Request) -> web.Response:
        station, id_ = await station_of(request), request.match_info["fault"]
        if not (id_.isascii() and id_.isdigit() and faults.remove(station, int(id_))):
            raise NotFound(f"{station!r} has no fault {id_[:20]!r}")
        _pings(csms, station)
        return json_response({"fault": int(id_)})

    async def clear(request: web.Request) -> web.Response:
        station = await station_of(request)
        faults.clear(station)
        _pings(csms, station)
        return json_response({"station": station})

    async def put_persona(request: web.Request) -> web.Response:
        station = await station_of(request)
        body = await read_body(request, PersonaBody, csms.settings.body_patience)
        faults.clear_personas(station)
        for fault in PERSONAS[body.persona] if body.persona else ():
            faults.add(station, fault, body.persona)
        return json_response([active.to_json() for active in faults.of(station)])

    async def inject(request: web.Request) -> web.Response:
        station = await station_of(request)
        injection = await read_body(request, AnyInjection, csms.settings.body_patience)
        session = csms.sessions.get(station)
        if session is None:
            if not isinstance(injection, GoOffline):
                raise Conflict(f"the station {station} is not connected")
            faults.go_offline(station, injection.seconds)
            return json_response({"messageId": None}, 202)
        try:
            return json_response({"messageId": await session.inject(injection)}, 202)
        except ConnectionClosed:
            raise Conflict(f"the station {station} is not connected any more") from None

    async def show_personas(_: web.Request) -> web.Response:
        shown = [
            {"persona": name, "description": DESCRIPTIONS[name], "faults": msgspec.to_builtins(made)}
            for name, made in PERSONAS.items()
        ]
        return json_response(shown)

    app.router.add_post("/stations/{station}/faults", add)
    app.router.add_get("/stations/{station}/faults", show)
    app.router.add_delete("/stations/{station}/faults", clear)
    app.router.add_delete("/stations/{station}/faults/{fault}", remove)
    app.router.add_put("/stations/{station}/persona", put_persona)
    app.router.add_post("/stations/{station}/injections", inject)
    app.router.add_get("/personas", show_personas)


def _check(fault: AnyFault) -> None:
    if isinstance(fault, RefuseUpgrade) and fault.status not in ERROR_STATUSES:
        raise BadRequest(f"{fault.status} is no HTTP status")


def _pings(csms: Services, station: str) -> None:
    session = csms.sessions.get(station)
    if session is not None:
        session.keep_pings()
