"""Stations of the operator API: provisioned, shown, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from plugfest.csms.blocks.contexts import BadRequest, Conflict, NotFound
from plugfest.csms.net.handshake import Refusal, station_id
from plugfest.csms.operator_api.bodies import StationBody
from plugfest.csms.operator_api.messages import json_response, read_body
from plugfest.csms.store import availability, stations

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugfest.csms.services import Services


def add_routes(app: web.Application, csms: Services) -> None:
    """Serve /stations and /stations/{station}."""

    async def put(request: web.Request) -> web.Response:
        id_ = _checked(request.match_info["station"])
        body = await read_body(request, StationBody, csms.settings.body_patience)
        values: dict[str, Any] = {}
        if body.password is not None:
            values["password_hash"] = await csms.passwords.hash(body.password)
            values["offered_password_hash"] = None
        if body.security_profile is not None:
            values["security_profile"] = body.security_profile
        if body.serial_number is not None:
            values["provisioned_serial_number"] = body.serial_number
        if body.boot is not None:
            values |= {
                "boot_policy": body.boot.policy,
                "boot_times": body.boot.times,
                "boot_interval": body.boot.interval,
            }
        new = await csms.database.write(lambda db: _put(db, id_, values))
        return json_response(await _to_json(csms, id_), 201 if new else 200)

    async def get(request: web.Request) -> web.Response:
        return json_response(await _to_json(csms, request.match_info["station"]))

    async def get_all(_: web.Request) -> web.Response:
        ids = await csms.database.read(stations.every)
        return json_response([{"station": id_, "connected": id_ in csms.sessions} for id_ in ids])

    async def delete(request: web.Request) -> web.Response:
        id_ = request.match_info["station"]
        if not await csms.database.write(lambda db: stations.remove(db, id_)):
            raise NotFound(f"no station {id_!r}")
        await csms.disconnect(id_, "this station was removed")
        return json_response({"station": id_})

    app.router.add_put("/stations/{station}", put)
    app.router.add_get("/stations/{station}", get)
    app.router.add_get("/stations", get_all)
    app.router.add_delete("/stations/{station}", delete)


def _put(db: Connection, id_: str, values: dict[str, Any]) -> bool:
    # One name for two stations would let each enter with the certificate of the other.
    for name in (id_, values.get("provisioned_serial_number")):
        if name is not None and stations.belongs_to_another(db, id_, name):
            raise Conflict(f"{name!r} is the id or the provisioned serial number of another station")
    return stations.put(db, id_, values)


def _checked(id_: str) -> str:
    # The id must be one that a station can connect with.
    from urllib.parse import quote

    try:
        return station_id("/" + quote(id_, safe=""))
    except Refusal as refusal:
        raise BadRequest(f"{id_!r} is no station id: {refusal.reason}") from None


async def _to_json(csms: Services, id_: str) -> dict[str, Any]:
    def look(db: Connection) -> dict[str, Any]:
        row = stations.find(db, id_)
        if row is None:
            raise NotFound(f"no station {id_!r}; PUT /stations/ID makes one")
        return {
            "station": id_,
            "registration": row["registration"],
            "securityProfile": row["security_profile"],
            "boot": {"policy": row["boot_policy"], "times": row["boot_times"], "interval": row["boot_interval"]},
            "lastBoot": row["last_boot"],
            "bootReason": row["boot_reason"],
            "vendor": row["vendor"],
            "model": row["model"],
            "serialNumber": row["serial_number"],
            "provisionedSerialNumber": row["provisioned_serial_number"],
            "firmwareVersion": row["firmware_version"],
            "evses": availability.view(db, id_),
        }

    to_json = await csms.database.read(look)
    return {**to_json, "connected": id_ in csms.sessions}
