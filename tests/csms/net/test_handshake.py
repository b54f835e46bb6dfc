import base64

import pytest
from websockets.exceptions import InvalidStatus


async def status_of(world, id_, **more):
    with pytest.raises(InvalidStatus) as refused:
        await world.connect(id_, **more)
    return refused.value.response.status_code


async def test_known_station_gets_the_ocpp_2_0_1_subprotocol(world):
    station = await world.connect(await world.provision())
    assert station.socket.subprotocol == "ocpp2.0.1"


async def test_ocpp_2_0_1_is_chosen_among_subprotocols(world):
    station = await world.connect(await world.provision(), subprotocols=["ocpp0.1", "ocpp2.0.1"])
    assert station.socket.subprotocol == "ocpp2.0.1"


@pytest.mark.parametrize("offered", [["ocpp0.1"], ["ocpp1.6", "ocpp2.1"], None])
async def test_handshake_without_ocpp_2_0_1_is_refused(world, offered):
    id_ = await world.provision()
    assert await status_of(world, id_, subprotocols=offered) == 400
    await world.connect(id_)


async def test_an_unknown_station_is_not_found(world):
    assert await status_of(world, "nobody") == 404


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"password": ""}, {"user": "somebody"}, {"user": ""}, {"additional_headers": {}}],
    ids=str,
)
async def test_wrong_credentials_are_unauthorized(world, wrong):
    id_ = await world.provision()
    assert await status_of(world, id_, **wrong) == 401
    await world.connect(id_)
    assert await status_of(world, id_, **wrong) == 401


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Bearer abc", "Basic " + base64.b64encode(b"\xff:x").decode()]
)
async def test_invalid_authorization_headers_are_unauthorized(world, header):
    id_ = await world.provision()
    assert await status_of(world, id_, additional_headers={"Authorization": header}) == 401


async def test_password_of_another_station_is_refused(world):
    mine, other = await world.provision(), await world.provision()
    assert await status_of(world, mine, user=other) == 401


async def test_a_station_without_a_password_cannot_connect(world, operator):
    await operator.put("/stations/no-password")
    assert await status_of(world, "no-password", password="") == 401


async def test_changed_password_is_effective_immediately(world, operator):
    id_ = await world.provision()
    await world.connect(id_)
    await operator.put(f"/stations/{id_}", password="another one entirely")
    assert await status_of(world, id_) == 401
    await world.connect(id_, password="another one entirely")


@pytest.mark.parametrize("id_", ["RDAM 123", "a/b", "Gr\u00fc\u00dfe", "50%", "x" * 48])
async def test_station_ids_are_percent_decoded(world, id_):
    station = await world.connect(await world.provision(id_))
    assert (await station.boots())["status"] == "Accepted"


@pytest.mark.parametrize("path", ["", "a/b", "%ff", "x" * 49, "a%3Ab", "a%0Ab"])
async def test_path_without_a_station_is_not_found(world, path):
    world.process.ws, kept = world.process.ws.replace("{station}", path), world.process.ws
    try:
        assert await status_of(world, "any") == 404
    finally:
        world.process.ws = kept


async def test_removed_station_is_disconnected_and_refused(world, operator):
    station = await world.station()
    status, _ = await operator.request("DELETE", f"/stations/{station.id}")
    assert status == 200
    await station.socket.wait_closed()
    assert await status_of(world, station.id) == 404


async def test_newer_connection_replaces_the_older_one(world, operator):
    old = await world.station()
    new = await world.connect(old.id)
    await old.socket.wait_closed()
    assert "currentTime" in await new.says("Heartbeat")
    assert (await operator.get(f"/stations/{old.id}"))["connected"]


async def test_frames_may_be_compressed(world):
    station = await world.station()
    assert station.socket.protocol.extensions
