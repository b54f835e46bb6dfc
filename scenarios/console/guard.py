"""Access control of the console: by its link, from its own page, on this machine."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Accepts requests that name this server as Host, come from its own page and carry its token.

    Another site cannot know the token. Host and Origin are checked as well, so that neither another name of this
    machine nor another page can use a browser that has the token.
    """

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self._cookie = f"plugfest-console-{port}"
        self._hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    def middleware(self) -> Middleware:
        """Return the middleware that aiohttp calls for every request."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._check_where_from(request)
            if request.path == "/" and "token" in request.query:
                return self._enter(request)
            if not self._is_token(request.cookies.get(self._cookie, "")):
                text = "This link has no valid token. Open the link that `plugfest console` has printed."
                raise web.HTTPForbidden(text=text, headers=HEADERS)
            try:
                response = await handler(request)
            except web.HTTPException as error:
                _add_headers(error)
                raise
            _add_headers(response)
            return response

        return check

    def _check_where_from(self, request: web.Request) -> None:
        if request.headers.get("Host", "") not in self._hosts:
            raise web.HTTPForbidden(text="Host is not this console.", headers=HEADERS)
        origin = request.headers.get("Origin")
        own = origin is not None and urlsplit(origin).scheme == "http" and urlsplit(origin).netloc in self._hosts
        if (origin is not None or request.method not in ("GET", "HEAD")) and not own:
            raise web.HTTPForbidden(text="Origin is not this console's page.", headers=HEADERS)
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise web.HTTPForbidden(text="The request comes from another site.", headers=HEADERS)

    def _enter(self, request: web.Request) -> web.Response:
        if not self._is_token(request.query["token"]):
            raise web.HTTPForbidden(text="The token in this link is not valid (any more).", headers=HEADERS)
        response = web.HTTPFound("/")
        response.headers.update(HEADERS)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="Strict", path="/")
        return response

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._token.encode())


def _add_headers(response: web.StreamResponse) -> None:
    if not response.prepared:
        response.headers.update(HEADERS)
        response.headers.setdefault("Content-Security-Policy", POLICY)
