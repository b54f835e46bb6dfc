"""Failures of the CSMS's API: each gives a verdict with a plain cause, never a PASS, never a hang."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from plugfest.reports.record import read_record
from plugfest.scenarios.config.description import CsmsDescription, Pace
from plugfest.scenarios.config.read import read_description
from plugfest.scenarios.engine.run import RunOptions, run
from plugfest.scenarios.suites.ocpp201_csms import SUITE

Answers = Callable[[web.Request], Any]
CASE = "TC_B_20_CSMS"


@pytest.fixture
async def flawed_api() -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """An API that answers as the test says."""
    says: dict[str, Any] = {}

    async def handle(request: web.Request) -> web.Response:
        if says.get("hangs"):
            await asyncio.Event().wait()
        return web.Response(**says["answer"])

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), says


def json_answer(text: str, status: int = 200) -> dict[str, Any]:
    return {"text": text, "status": status, "content_type": "application/json"}


def pointed_at(url: str, description_file: Path, harbour: dict[str, str]) -> CsmsDescription:
    """Harbour's stations, and another API."""
    reset = {"url": "reset", "success": {"json": {"$.success": True}}, "reason": "$.message", "timeout": 0.3}
    table = {"kind": "http", "base_url": url, "patience": 0.1, "intents": {"Reset": [reset]}}
    pace = Pace(message=1.0, answer=8, order=2, settling=0.2)
    return replace(read_description(description_file, harbour), operator=table, pace=pace)


@pytest.mark.parametrize(
    ("says", "code", "text"),
    [
        ({"answer": json_answer("{}", 500)}, "order-failed", "was answered by 500"),
        ({"answer": {"status": 429, "headers": {"Retry-After": "9"}}}, "order-failed", "asks to wait 9 s"),
        ({"answer": {"text": "<html>Log in</html>", "content_type": "text/html"}}, "order-failed", "else than JSON"),
        ({"answer": json_answer('{"success": false, "message": "maintenance"}')}, "order-refused", "maintenance"),
        ({"answer": json_answer("{}", 401)}, "order-failed", "authentication failed"),
        ({"hangs": True}, "order-failed", "was not answered within 0.3 s"),
    ],
    ids=["500", "429", "HTML", "a failure inside a 200", "401", "slow"],
)
async def test_flawed_api_response_is_inconclusive(
    harbour: dict[str, str],
    description_file: Path,
    tmp_path: Path,
    flawed_api: tuple[str, dict[str, Any]],
    says: dict[str, Any],
    code: str,
    text: str,
) -> None:
    flawed_api[1].update(says)
    verdict, why, said = await cause(pointed_at(flawed_api[0], description_file, harbour), tmp_path)
    assert (verdict, why) == ("INCONCLUSIVE", code)
    assert text in said


async def test_unreachable_api_is_inconclusive(harbour: dict[str, str], description_file: Path, tmp_path: Path) -> None:
    description = pointed_at("http://127.0.0.1:1/", description_file, harbour)
    verdict, code, said = await cause(description, tmp_path)
    assert (verdict, code) == ("INCONCLUSIVE", "order-failed")
    assert "http://127.0.0.1:1/reset failed" in said


async def test_accepted_order_without_message_is_inconclusive(
    harbour: dict[str, str], description_file: Path, tmp_path: Path, flawed_api: tuple[str, dict[str, Any]]
) -> None:
    """The message never comes, and no control order is possible, so the fault cannot be attributed."""
    flawed_api[1].update({"answer": json_answer('{"success": true}')})
    description = pointed_at(flawed_api[0], description_file, harbour)
    verdict, code, _ = await cause(description, tmp_path)
    assert (verdict, code) == ("INCONCLUSIVE", "message-missing")


async def cause(description: CsmsDescription, results: Path) -> tuple[str, str, str]:
    """The verdict, the cause's code and its words."""
    async with asyncio.timeout(30):
        await run(RunOptions(SUITE, results, [CASE], description=description))
    case = next(case for case in read_record(results / "run.jsonl").cases if case["id"] == CASE)
    assert case["cause"] is not None
    return case["verdict"], case["cause"]["code"], case["cause"]["text"]
