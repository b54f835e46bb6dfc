"""The web page of the operator port: a static page whose script uses the API."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from aiohttp import web

from plugfest.web import asset

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PATHS: Final = frozenset({"/", "/page/page.css", "/page/page.js"})
"""Paths that need no token: they contain no secrets and change nothing."""


def add_routes(app: web.Application) -> None:
    """Serve the page and its style and script."""

    async def index(_: web.Request) -> web.Response:
        return web.Response(text=_text("page.html.j2"), content_type="text/html", headers=_HEADERS)

    async def style(_: web.Request) -> web.Response:
        text = "\n".join((asset("base.css"), asset("sequence.css"), _text("page.css")))
        return web.Response(text=text, content_type="text/css", headers=_HEADERS)

    async def script(_: web.Request) -> web.Response:
        text = "\n".join((asset("sequence.js"), _text("page.js")))
        return web.Response(text=text, content_type="text/javascript", headers=_HEADERS)

    app.router.add_get("/", index)
    app.router.add_get("/page/page.css", style)
    app.router.add_get("/page/page.js", script)


@cache
def _text(name: str) -> str:
    return (files(__name__) / name).read_text("utf-8")
