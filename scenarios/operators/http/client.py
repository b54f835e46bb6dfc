"""One HTTP request at an API's own pace: authentication, rate limit, Retry-After."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from plugfest.scenarios.config.http_api.table import HttpTable
from plugfest.scenarios.operators.http.answers import Answer, BrokenError
from plugfest.scenarios.operators.http.auth import Credentials
from plugfest.scenarios.operators.http.bodies import read_body
from plugfest.scenarios.operators.protocol import OperatorError
from plugfest.scenarios.operators.rate_limiter import RateLimiter
from plugfest.scenarios.operators.retry_after import pause_of

LARGEST_BODY: Final = 4 * 1024 * 1024
"""Maximum size of an API's answer in bytes."""


@dataclass(frozen=True)
class Sending:
    """A request with every template filled in."""

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    json: Any = None
    form: Mapping[str, str] | None = None
    multipart: Mapping[str, str] | None = None
    timeout: float = 30.0


class Client:
    """The API's HTTP connections."""

    def __init__(self, table: HttpTable) -> None:
        self._table = table
        self._credentials = Credentials(table.auth)
        self._spacing = RateLimiter(table.requests_per_second)
        self._http: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the client; raises OperatorError when the trusted roots cannot be read."""
        trust: ssl.SSLContext | bool = True
        if self._table.trust is not None:
            try:
                trust = ssl.create_default_context(cafile=self._table.trust)
            except (OSError, ssl.SSLError) as error:
                raise OperatorError(
                    f"operator.trust: {self._table.trust} holds no usable certificate: {error}"
                ) from error
        connector = aiohttp.TCPConnector(limit=0, ssl=trust)
        self._http = aiohttp.ClientSession(connector=connector, headers=dict(self._table.headers))

    @property
    def secrets(self) -> frozenset[str]:
        """Return the fetched access tokens, which no output may show."""
        return self._credentials.tokens

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()

    async def send(self, sending: Sending) -> Answer:
        """Return the answer to a request.

        Raises BrokenError when there is none, or the API answers 429 or 503 for too long.
        """
        until = time.monotonic() + self._table.patience
        renewed = False
        while True:
            answer, headers = await self._once(sending)
            if answer.status == 401 and self._credentials.renewable and not renewed:
                self._credentials.forget()
                renewed = True
            elif answer.status == 429 or (answer.status == 503 and "Retry-After" in headers):
                pause = pause_of(headers.get("Retry-After", "1"))
                if time.monotonic() + pause > until:
                    raise BrokenError(f"{answer} and asks to wait {pause:.0f} s, beyond operator.patience")
                await asyncio.sleep(pause)
            else:
                return answer

    async def _once(self, sending: Sending) -> tuple[Answer, Mapping[str, str]]:
        assert self._http is not None, "the operator is not open"
        where = f"{sending.method} {sending.url}"
        await self._spacing.acquire()
        try:
            async with self._http.request(
                sending.method,
                sending.url,
                params=sending.query or None,
                headers={**await self._credentials.headers(self._http), **sending.headers},
                json=sending.json,
                data=_body(sending),
                timeout=aiohttp.ClientTimeout(total=sending.timeout),
                allow_redirects=False,
            ) as response:
                text = (await read_body(response, LARGEST_BODY)).decode(response.charset or "utf-8", errors="replace")
                return Answer(response.status, text, where), response.headers
        except TimeoutError as error:
            raise BrokenError(f"{where} was not answered within {sending.timeout:g} s") from error
        except (aiohttp.ClientError, OSError, LookupError, ValueError) as error:
            raise BrokenError(f"{where} failed: {str(error) or type(error).__name__}") from error
        except OperatorError as error:
            raise BrokenError(str(error)) from error


def _body(sending: Sending) -> aiohttp.FormData | Mapping[str, str] | None:
    if sending.multipart is None:
        return sending.form
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in sending.multipart.items():
        form.add_field(name, value)
    return form
