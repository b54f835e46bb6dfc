"""Get15118EVCertificate: a CSMS in this process, with its built-in and a configured EV back-end."""

import base64

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from support.csms import LocalCsms

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return {"data": tmp_path, "password_cost": 8, "security_profiles": (1,)}


@pytest.fixture
async def here(settings, make_world):
    async with Csms(Settings(**settings), "token") as csms:
        where = f"ws://127.0.0.1:{csms.port}/{{station}}"
        process = LocalCsms(where, f"http://127.0.0.1:{csms.operator_port}")
        yield await make_world(process)


EXI = base64.b64encode(b"\x80\x98an EV's request").decode()


@pytest.mark.parametrize("action", ["Install", "Update"])
async def test_built_in_ev_back_end_derives_its_response_from_the_request(here, action):
    station = await here.station()
    said = [
        await station.says("Get15118EVCertificate", iso15118SchemaVersion="v", action=action, exiRequest=request)
        for request in (EXI, EXI, base64.b64encode(b"another").decode())
    ]
    assert {each["status"] for each in said} == {"Accepted"}
    assert said[0] == said[1] != said[2]


async def test_exi_request_that_is_not_base64_fails(here):
    station = await here.station()
    said = await station.says("Get15118EVCertificate", iso15118SchemaVersion="v", action="Install", exiRequest="%%%")
    assert (said["status"], said["exiResponse"]) == ("Failed", "")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"json": {"exiResponse": base64.b64encode(b"from afar").decode()}}, "Accepted"),
        ({"json": {"exiResponse": "%%%"}}, "Failed"),
        ({"json": {}}, "Failed"),
        ({"json": {"exiResponse": ""}}, "Failed"),
        ({"json": {"exiResponse": base64.b64encode(b"x" * 5000).decode()}}, "Failed"),
        ({"json": [], "status": 500}, "Failed"),
        ({"text": "nonsense"}, "Failed"),
    ],
    ids=str,
)
async def test_configured_ev_back_end_decides_the_response(settings, make_world, answer, status):
    asked = []

    async def answers(request):
        asked.append(await request.json())
        given = dict(answer)
        return web.json_response(given.pop("json"), **given) if "json" in given else web.Response(**given)

    app = web.Application()
    app.router.add_post("/", answers)
    async with TestServer(app) as server:
        url = str(server.make_url("/"))
        async with Csms(Settings(**settings, contract_back_end=url), "token") as csms:
            where = f"ws://127.0.0.1:{csms.port}/{{station}}"
            api = f"http://127.0.0.1:{csms.operator_port}"
            world = await make_world(LocalCsms(where, api))
            station = await world.station()
            said = await station.says(
                "Get15118EVCertificate", iso15118SchemaVersion="v", action="Install", exiRequest=EXI
            )
    assert said["status"] == status
    assert asked == [{"station": station.id, "schema": "v", "action": "Install", "exiRequest": EXI}]
    assert base64.b64decode(said["exiResponse"]) == (b"from afar" if status == "Accepted" else b"")
