"""The console accepts requests with its token, from its own page, on this machine only."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def status(browser: aiohttp.ClientSession, method: str, url: str, **headers: str) -> int:
    async with browser.request(method, url, headers=headers, json={} if method == "POST" else None) as answer:
        return answer.status


async def test_request_without_the_token_is_refused(browser: aiohttp.ClientSession, address: str) -> None:
    for path in ("/", "/events", "/page/app.js", "/api/summary", "/results/run.jsonl", "/?token=guessed"):
        assert await status(browser, "GET", address + path) == 403
    assert await status(browser, "POST", f"{address}/api/check", Origin=address) == 403


async def test_link_opens_the_page_with_a_strict_policy(
    browser: aiohttp.ClientSession, link: str, address: str
) -> None:
    async with browser.get(link) as answer:
        assert (answer.status, str(answer.url)) == (200, f"{address}/")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        cookies = answer.history[0].headers.getall("Set-Cookie")
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie for cookie in cookies)
    assert await status(browser, "GET", f"{address}/page/app.js") == 200
    assert await status(browser, "GET", f"{address}/page/..%2fserve.py") == 404


async def test_foreign_hosts_and_origins_are_refused(browser: aiohttp.ClientSession, link: str, address: str) -> None:
    assert await status(browser, "GET", link) == 200
    port = urlsplit(link).port
    assert await status(browser, "GET", address, Host=f"rebound.example:{port}") == 403
    assert await status(browser, "GET", f"{address}/page/app.js", **{"Sec-Fetch-Site": "cross-site"}) == 403
    for origin in ("https://evil.example", "null", f"https://127.0.0.1:{port}", "http://127.0.0.1:1"):
        assert await status(browser, "POST", f"{address}/api/check", Origin=origin) == 403
    assert await status(browser, "POST", f"{address}/api/check") == 403
    assert await status(browser, "POST", f"{address}/api/check", Origin=address) == 200


async def test_body_of_another_type_or_shape_is_refused(
    browser: aiohttp.ClientSession, link: str, address: str
) -> None:
    assert await status(browser, "GET", link) == 200
    url, origin = f"{address}/api/run", {"Origin": address}
    async with browser.post(url, data="cases=TC_B_01_CSMS", headers=origin) as answer:
        assert answer.status == 415
    for body in ({"cases": ["../../etc"]}, {"workers": 0}, {"cases": 1}, {"whatever": 1}, []):
        async with browser.post(url, json=body, headers=origin) as answer:
            assert answer.status == 422
    async with browser.post(url, json={"cases": []}, headers=origin) as answer:
        assert (answer.status, await answer.text()) == (409, "No case is chosen that can be played.")
