"""Authentication with an API: a bearer token, Basic authentication, or OAuth 2.0 client credentials."""

import asyncio
import math
import time
from collections.abc import Mapping
from typing import Final

import aiohttp

from plugfest.scenarios.config.http_api.table import Auth
from plugfest.scenarios.operators.http.bodies import parse_json, read_body
from plugfest.scenarios.operators.protocol import OperatorError

_LARGEST_ANSWER: Final = 65_536
_LONGEST_USE: Final = 86_400.0
_EARLY: Final = 30
"""Seconds before its expiry from which an access token is no longer used."""


class Credentials:
    """The Authorization header of each request."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._token = ""
        self._tokens: set[str] = set()
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    @property
    def tokens(self) -> frozenset[str]:
        """Return the access tokens fetched so far."""
        return frozenset(self._tokens)

    @property
    def renewable(self) -> bool:
        """Whether a refused token can be replaced by a new one."""
        return self._auth.kind == "oauth"

    def forget(self) -> None:
        """Discard an access token that the API refused: the next request fetches another."""
        self._good_until = 0.0

    async def headers(self, http: aiohttp.ClientSession) -> Mapping[str, str]:
        """Return the header to send now; raises OperatorError when no access token can be fetched."""
        match self._auth:
            case Auth(kind="bearer", token=str() as token):
                return {"Authorization": f"Bearer {token}"}
            case Auth(kind="basic", user=str() as user, password=str() as password):
                return {"Authorization": aiohttp.encode_basic_auth(user, password, encoding="utf-8")}
            case Auth(kind="oauth"):
                async with self._one_at_a_time:
                    if time.monotonic() >= self._good_until:
                        await self._fetch(http)
                return {"Authorization": f"Bearer {self._token}"}
        return {}

    async def _fetch(self, http: aiohttp.ClientSession) -> None:
        """Fetch an access token (RFC 6749, 4.4), with the client's credentials as Basic authentication (2.3.1)."""
        auth, url = self._auth, str(self._auth.token_url)
        form = {"grant_type": "client_credentials", "scope": auth.scope, "audience": auth.audience}
        client = aiohttp.encode_basic_auth(auth.client_id or "", auth.client_secret or "", encoding="utf-8")
        try:
            async with http.post(
                url,
                data={key: value for key, value in form.items() if value},
                headers={"Authorization": client},
                allow_redirects=False,
            ) as answer:
                body = parse_json(await read_body(answer, _LARGEST_ANSWER))
                self._token = str(body["access_token"])
                self._tokens.add(self._token)
                seconds = float(body.get("expires_in", 300))
                lifetime = min(seconds, _LONGEST_USE) if math.isfinite(seconds) else 300.0
                self._good_until = time.monotonic() + max(lifetime - _EARLY, 1)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise OperatorError(
                f"{url} gives no access token ({type(error).__name__}); check operator.auth: "
                "token_url, client_id and client_secret"
            ) from error
