"""Many stations and tokens are changed in one request."""

from typing import Any

from support.csms import World


async def test_stations_and_tokens_are_provisioned_and_forgotten_in_one_request(operator: Any) -> None:
    token = {"idToken": "CHANGES-1", "type": "Central"}
    put = {
        "stations": {"put": [{"id": "changes-1", "securityProfile": 2}, {"id": "changes-2"}]},
        "tokens": {"put": [token]},
    }
    status, changed = await operator.request("POST", "/changes", put)
    assert (status, changed) == (
        200,
        {"stations": {"put": 2, "forgotten": 0}, "tokens": {"put": 1, "forgotten": 0}},
    )
    assert (await operator.get("/stations/changes-1"))["securityProfile"] == 2
    assert (await operator.get("/tokens/Central/CHANGES-1"))["status"] == "Accepted"

    forget = {"stations": {"forget": ["CHANGES-1", "changes-2", "nobody"]}, "tokens": {"forget": [token]}}
    status, changed = await operator.request("POST", "/changes", forget)
    assert (status, changed["stations"], changed["tokens"]["forgotten"]) == (200, {"put": 0, "forgotten": 2}, 1)
    assert (await operator.request("GET", "/stations/changes-1"))[0] == 404


async def test_one_invalid_change_rejects_all(operator: Any) -> None:
    good = {"put": [{"id": "changes-3"}]}
    late = {"put": [{"idToken": "CHANGES-3", "type": "Central", "expiry": "tomorrow"}]}
    for changes, status in (
        ({"stations": good, "tokens": late}, 400),
        ({"stations": {"put": [{"id": "changes-3"}, {"id": "a:b"}]}}, 400),
        (
            {"stations": {"put": [{"id": "changes-3", "serialNumber": "S"}, {"id": "changes-4", "serialNumber": "S"}]}},
            409,
        ),
    ):
        assert (await operator.request("POST", "/changes", changes))[0] == status
        assert (await operator.request("GET", "/stations/changes-3"))[0] == 404


async def test_station_that_is_forgotten_and_put_begins_anew(world: World, operator: Any) -> None:
    station = await world.station()
    await station.boots()
    changes = {"stations": {"forget": [station.id], "put": [{"id": station.id, "heartbeatInterval": 7}]}}
    assert (await operator.request("POST", "/changes", changes))[0] == 200

    shown = await operator.get(f"/stations/{station.id}")
    assert (shown["connected"], shown["model"], shown["heartbeatInterval"]) == (False, None, 7)
    await station.socket.wait_closed()
    assert station.socket.close_code == 1008
