"""Wrong operator tokens are delayed; the right one never is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from plugfest.csms.server import Csms
from plugfest.csms.settings import Settings


async def test_wrong_tokens_are_delayed_and_the_right_one_is_not(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, password_cost=8, security_profiles=(1,), guess_hold=600.0)
    async with Csms(settings, "the-right-token") as csms, aiohttp.ClientSession() as http:

        async def ask(token: str) -> int:
            url = f"http://127.0.0.1:{csms.operator_port}/stations"
            async with http.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
                return answer.status

        for _ in range(20):
            assert await ask("wrong") == 401
        guesses = [asyncio.create_task(ask("wrong")) for _ in range(16)]
        while sum(csms._api._waiting.values()) < 14:  # noqa: ASYNC110  nothing tells when the server has them all
            await asyncio.sleep(0.01)
        assert await ask("the-right-token") == 200
        assert sum(task.done() for task in guesses) < 4
        for task in guesses:
            task.cancel()
        await asyncio.gather(*guesses, return_exceptions=True)
