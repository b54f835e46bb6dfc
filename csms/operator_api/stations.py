"""Stations of the operator API: provisioned, shown, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from plugfest.csms.blocks.contexts import BadRequest, Conflict, NotFound
from plugfest.csms.net.handshake import Refusal, station_id
from plugfest.csms.operator_api.bodies import StationBody
from plugfest.csms.operator_api.messages import json_response, read_body
from plugfest.csms.store import availability, journal_query, stations

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from plugfest.csms.services import Services


def add_routes(app: web.Application, csms: Services) -> None:
    """Serve /stations and /stations/{station}."""

    async def put(request: web.Request) -> web.Response:
        id_ = checked_id(request.match_info["station"])
        body = await read_body(request, StationBody, csms.settings.body_patience)
        new = await provision(csms, id_, body)
        return json_response(await _to_json(csms, id_), 201 if new else 200)

    async def get(request: web.Request) -> web.Response:
        return json_response(await _to_json(csms, request.match_info["station"]))

    async def get_all(_: web.Request) -> web.Response:
        rows = await csms.database.read(_overview)
        return json_response([{**row, "connected": row["station"] in csms.sessions} for row in rows])

    async def delete(request: web.Request) -> web.Response:
        named = request.match_info["station"]
        id_ = await csms.database.write(lambda db: _remove(db, named))
        await csms.disconnect(id_, "this station was removed")
        return json_response({"station": id_})

    app.router.add_put("/stations/{station}", put)
    app.router.add_get("/stations/{station}", get)
    app.router.add_get("/stations", get_all)
    app.router.add_delete("/stations/{station}", delete)


def put_columns(db: Connection, id_: str, values: dict[str, Any]) -> bool:
    """Provision a station or change its columns. Returns whether it is new. Raises Conflict."""
    # With a shared name each station could connect with the certificate of the other.
    for name in (id_, values.get("provisioned_serial_number")):
        if name is not None and stations.belongs_to_another(db, id_, name):
            raise Conflict(f"{name!r} is the id or the provisioned serial number of another station")
    return stations.put(db, id_, values)


def _remove(db: Connection, named: str) -> str:
    id_ = known_id(db, named)
    stations.remove(db, id_)
    return id_


def _overview(db: Connection) -> list[dict[str, Any]]:
    return [
        {
            "station": row["id"],
            "registration": row["registration"],
            "securityProfile": row["security_profile"],
            "lastMessage": journal_query.last_time(db, row["id"]),
        }
        for row in stations.rows(db)
    ]


def known_id(db: Connection, id_: str) -> str:
    """Return the id of a station as provisioned. Raises NotFound."""
    row = stations.find(db, id_)
    if row is None:
        raise NotFound(f"no station {id_!r}; PUT /stations/ID makes one")
    return str(row["id"])


def checked_id(id_: str) -> str:
    """Return the id if a station can connect with it. Raises BadRequest."""
    from urllib.parse import quote

    try:
        return station_id("/" + quote(id_, safe=""))
    except Refusal as refusal:
        raise BadRequest(f"{id_!r} is no station id: {refusal.reason}") from None


async def provision(csms: Services, id_: str, body: StationBody) -> bool:
    """Provision a station or change its data. Returns whether it is new. Raises Conflict."""
    values = await columns_of(csms, body)
    return await csms.database.write(lambda db: put_columns(db, id_, values))


async def columns_of(csms: Services, body: StationBody) -> dict[str, Any]:
    """Return the columns that a body sets."""
    values: dict[str, Any] = {}
    if body.password is not None:
        values["password_hash"] = await csms.passwords.hash(body.password)
        values["offered_password_hash"] = None
    if body.security_profile is not None:
        values["security_profile"] = body.security_profile
    if body.serial_number is not None:
        values["provisioned_serial_number"] = body.serial_number
    if body.heartbeat_interval is not None:
        values["heartbeat_interval"] = body.heartbeat_interval
    if body.boot is not None:
        boot = body.boot
        values |= {"boot_policy": boot.policy, "boot_times": boot.times, "boot_interval": boot.interval}
    return values


async def _to_json(csms: Services, id_: str) -> dict[str, Any]:
    def read(db: Connection) -> dict[str, Any]:
        row = stations.find(db, known_id(db, id_))
        assert row is not None
        return {
            "station": row["id"],
            "registration": row["registration"],
            "securityProfile": row["security_profile"],
            "boot": {"policy": row["boot_policy"], "times": row["boot_times"], "interval": row["boot_interval"]},
            "lastBoot": row["last_boot"],
            "bootReason": row["boot_reason"],
            "vendor": row["vendor"],
            "model": row["model"],
            "serialNumber": row["serial_number"],
            "provisionedSerialNumber": row["provisioned_serial_number"],
            "heartbeatInterval": row["heartbeat_interval"],
            "firmwareVersion": row["firmware_version"],
            "evses": availability.view(db, row["id"]),
        }

    station = await csms.database.read(read)
    return {**station, "connected": station["station"] in csms.sessions}
