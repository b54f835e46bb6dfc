"""The configured firmware is added once to the compact CSMS's repository before the order that needs it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from plugfest.scenarios.config import firmware
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.intents import PublishFirmware, Reset, UpdateFirmware
from plugfest.scenarios.operators.compact import CompactOperator
from plugfest.scenarios.operators.protocol import Order, OrderOutcome, give


class Repository:
    """The part of the operator API, and of the file service, that is about firmware."""

    def __init__(self) -> None:
        self.address = ""
        self.announced: list[dict[str, Any]] = []
        self.images: list[tuple[bytes, str | None]] = []
        self.asked_for: list[dict[str, Any]] = []
        self.takes = True

    async def handle(self, request: web.Request) -> web.Response:
        match request.method, request.path:
            case "GET", "/firmware":
                return web.json_response({"address": f"{self.address}/firmware/", "images": []})
            case "PUT", path if path.startswith("/firmware/"):
                body = await request.json()
                self.announced.append({"name": path.rpartition("/")[2], **body})
                awaited = "location" not in body and not self.images
                return web.json_response({"upload": f"{self.address}/images/ticket" if awaited else None})
            case "PUT", "/images/ticket":
                self.images.append((await request.read(), request.headers.get("Authorization")))
                return web.Response(status=201 if self.takes else 409)
            case "POST", path if path.startswith("/stations/"):
                self.asked_for.append(await request.json())
                return web.json_response({"operation": "op-1"}, status=202)
        return web.json_response({"operation": "op-1", "state": "done", "messages": [{}], "handle": {}})


@pytest.fixture
async def repository() -> AsyncIterator[Repository]:
    made = Repository()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.handle)
    async with TestServer(app) as server:
        made.address = str(server.make_url("")).rstrip("/")
        yield made


async def ask(repository: Repository, configured: Configured, *intents: Any) -> list[Order]:
    operator = CompactOperator(repository.address, "secret", configured)
    await operator.open()
    orders = [Order(number, intent, "CS1") for number, intent in enumerate(intents, 1)]
    for order in orders:
        await give(operator, order)
    await operator.close()
    return orders


async def test_external_image_is_announced_with_its_signature(repository: Repository) -> None:
    await ask(repository, Configured(), UpdateFirmware(), PublishFirmware())
    assert repository.announced == [
        {
            "name": firmware.NAME,
            "location": firmware.LOCATION,
            "certificate": firmware.SIGNING_CERTIFICATE,
            "signature": firmware.SIGNATURE,
            "checksum": firmware.CHECKSUM,
        }
    ]
    assert [asked["firmware"] for asked in repository.asked_for] == [firmware.NAME] * 2
    assert repository.images == []


async def test_image_hosted_by_the_csms_is_uploaded_without_the_token(repository: Repository) -> None:
    here = Configured(firmware_location=f"{repository.address}/firmware/{firmware.NAME}")
    (order,) = await ask(repository, here, UpdateFirmware())
    assert order.outcome is OrderOutcome.DONE
    assert repository.images == [(firmware.IMAGE, None)]


async def test_upload_by_another_run_is_no_failure(repository: Repository) -> None:
    repository.takes = False
    here = Configured(firmware_location=f"{repository.address}/firmware/{firmware.NAME}")
    (order,) = await ask(repository, here, UpdateFirmware())
    assert order.outcome is OrderOutcome.DONE
    assert len(repository.announced) == 2


async def test_other_orders_announce_no_image(repository: Repository) -> None:
    await ask(repository, Configured(), Reset("OnIdle"))
    assert repository.announced == []
