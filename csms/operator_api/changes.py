"""Changes of many stations and tokens in one request of the operator API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from plugfest.csms.blocks.c_authorization.token_changes import MAX_AT_ONCE, TokenChanges, apply
from plugfest.csms.blocks.parameters import RequestBody
from plugfest.csms.operator_api.bodies import NamedStation
from plugfest.csms.operator_api.messages import json_response, read_body
from plugfest.csms.operator_api.stations import checked_id, columns_of, put_columns
from plugfest.csms.store import stations

if TYPE_CHECKING:
    from aiohttp import web
    from sqlalchemy import Connection

    from plugfest.csms.services import Services


class StationChanges(RequestBody):
    """Stations to remove with all their data, and after that stations to provision or change.

    A station in both begins anew.
    """

    forget: Annotated[list[str], msgspec.Meta(max_length=MAX_AT_ONCE)] = msgspec.field(default_factory=list)
    put: Annotated[list[NamedStation], msgspec.Meta(max_length=MAX_AT_ONCE)] = msgspec.field(default_factory=list)


class Changes(RequestBody):
    """Changes of stations and of tokens."""

    stations: StationChanges = msgspec.field(default_factory=StationChanges)
    tokens: TokenChanges = msgspec.field(default_factory=TokenChanges)


def add_routes(app: web.Application, csms: Services) -> None:
    """Serve /changes."""

    async def change(request: web.Request) -> web.Response:
        body = await read_body(request, Changes, csms.settings.body_patience)
        put = [(checked_id(station.id), await columns_of(csms, station)) for station in body.stations.put]

        def store(db: Connection) -> tuple[list[str], dict[str, int]]:
            removed = _remove(db, body.stations.forget)
            for id_, values in put:
                put_columns(db, id_, values)
            return removed, apply(db, body.tokens)

        removed, tokens = await csms.database.write(store)
        await asyncio.gather(*(csms.disconnect(id_, "this station was removed") for id_ in removed))
        return json_response({"stations": {"put": len(put), "forgotten": len(removed)}, "tokens": tokens})

    app.router.add_post("/changes", change)


def _remove(db: Connection, named: list[str]) -> list[str]:
    """Remove the stations that are known; return their ids."""
    rows: list[dict[str, Any] | None] = [stations.find(db, name) for name in named]
    known = [str(row["id"]) for row in rows if row is not None]
    return [id_ for id_ in known if stations.remove(db, id_)]
