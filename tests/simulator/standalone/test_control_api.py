"""The control API of a station, without a CSMS."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from plugfest.simulator import ChargingStation, ControlApi

NOWHERE = "ws://127.0.0.1:9/CS1"


@pytest.fixture
async def api() -> AsyncIterator[ControlApi]:
    async with ChargingStation(NOWHERE) as station, ControlApi(station) as served:
        station.on_event = served.note
        yield served


@pytest.fixture
async def http(api: ControlApi) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(api.url, headers={"Authorization": f"Bearer {api.token}"}) as session:
        yield session


async def test_verbs_are_performed(http: aiohttp.ClientSession) -> None:
    async with http.post("/plug", json={"evse": 1}) as response:
        assert (response.status, await response.json()) == (200, {"result": None})
    async with http.get("/status") as response:
        assert (await response.json())["evses"][0]["plugged_in"]
    async with http.post("/status") as response:
        assert (await response.json())["result"]["identity"] == "CS1"


@pytest.mark.parametrize(
    ("path", "body", "status", "text"),
    [
        ("/fly", "{}", 404, "there is no verb fly"),
        ("/plug", "[]", 400, "must be a JSON object"),
        ("/plug", "{", 400, "not JSON"),
        ("/plug", '{"evse": "x"}', 400, "evse must be a whole number"),
        ("/swipe", "{}", 400, "swipe needs token"),
        ("/plug", '{"evse": 9}', 409, "there is no EVSE 9"),
        ("/send", '{"action": "Heartbeat"}', 409, "not connected"),
    ],
)
async def test_invalid_requests_are_explained(
    http: aiohttp.ClientSession, path: str, body: str, status: int, text: str
) -> None:
    async with http.post(path, data=body) as response:
        assert response.status == status
        assert text in (await response.json())["error"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_request_without_the_token_is_unauthorized(api: ControlApi, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(api.url, headers=headers) as session, session.post("/plug") as response:
        assert response.status == 401


async def test_verbs_and_events_are_listed(http: aiohttp.ClientSession) -> None:
    async with http.get("/verbs") as response:
        assert (await response.json())["swipe"]["usage"] == "swipe TOKEN [EVSE]"
    async with http.get("/events") as response:
        assert response.status == 200


def test_url_requires_an_open_api() -> None:
    with pytest.raises(RuntimeError):
        _ = ControlApi(ChargingStation(NOWHERE)).url
