"""The client for asyncio: a CSMS in the event loop of the caller, or one that runs elsewhere.

::

    async with AsyncCompactCsms.start() as csms:
        ...  # the station connects to csms.url_of("CS1")
        station = csms.station("CS1")
        await station.wait_for("BootNotification")
        assert (await station.order("reset", type="OnIdle"))["state"] == "done"
        await station.assert_no_findings()
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from plugfest.csms.client import api_requests
from plugfest.csms.client.api_requests import ApiRequest, CsmsError

if TYPE_CHECKING:
    import aiohttp

T = TypeVar("T")

_ARGUMENTS: Final = ("--password-cost", "8")


class AsyncCompactCsms:
    """A compact CSMS in this event loop, or one that runs elsewhere. Use it with `async with`."""

    def __init__(self, operator: str, token: str, urls: Mapping[int, str] | None = None) -> None:
        """Use the CSMS with this operator API; `urls` has the WebSocket address of each security profile."""
        self.operator = operator.rstrip("/")
        self.token = token
        self.urls = dict(urls or {})
        self._http: aiohttp.ClientSession | None = None

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *arguments: str,
        open: bool = True,  # noqa: A002 - named like the argument
    ) -> AsyncIterator[AsyncCompactCsms]:
        """Run a CSMS in the event loop of the caller, on free ports of the loopback, until the block ends.

        It is open unless said otherwise; `arguments` are those of `plugfest csms`. Raises CsmsError if it cannot start.
        """
        from plugfest.csms import command_line, starting  # the server is imported only where it is started
        from plugfest.csms.server import Csms

        more = ["--open"] if open else []
        async with AsyncExitStack() as stack:
            try:
                parsed = command_line.parse_or_raise([*_ARGUMENTS, *more, *arguments])
                ready = stack.enter_context(starting.prepared(parsed))
                csms = await stack.enter_async_context(Csms(ready.settings, ready.token, ready.seed))
            except (command_line.WrongArguments, OSError) as error:
                raise CsmsError(0, str(error)) from error
            operator = f"http://{ready.settings.public_host}:{csms.operator_port}"
            urls = {profile: f"{url}/{{station}}" for profile, url in csms.operations.addresses.items()}
            yield await stack.enter_async_context(cls(operator, ready.token, urls))

    async def __aenter__(self) -> AsyncCompactCsms:
        import aiohttp

        self._http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self.token}"})
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def url_of(self, station: str, security_profile: int = 1) -> str:
        """Return the WebSocket address that a station connects to."""
        return api_requests.url_of(self.urls, station, security_profile)

    def station(self, id_: str) -> AsyncStation:
        """Return a station, whether it is connected or not."""
        return AsyncStation(self, id_)

    async def add_station(self, id_: str, password: str | None = None, **more: Any) -> AsyncStation:
        """Provision a station; `more` are further members of the API, such as `boot` or `securityProfile`."""
        await self.send(api_requests.add_station(id_, password, more))
        return AsyncStation(self, id_)

    async def add_token(self, id_token: str, type: str = "ISO14443", **more: Any) -> None:  # noqa: A002 - OCPP's name
        """Add a token; `more` are further members of the API, such as `status` or `group`."""
        await self.send(api_requests.add_token(id_token, type, more))

    async def stations(self) -> list[dict[str, Any]]:
        """Return all stations, and whether they are connected."""
        return await self.send(api_requests.stations())

    async def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages of all stations, newest first, with the filters of the API."""
        return await self.send(api_requests.messages("", filters))

    async def operation(self, id_: str, wait: float = 0.0) -> dict[str, Any]:
        """Return an operation, after its end or after so many seconds."""
        return await self.send(api_requests.operation(id_, wait))

    async def request(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Send a request to the operator API and return the JSON of its answer. Raises CsmsError."""
        return await self.send(ApiRequest(method, path, api_requests.unchanged, body, query))

    async def send(self, request: ApiRequest[T]) -> T:
        """Send a request to the operator API and return its answer. Raises CsmsError."""
        import aiohttp
        from yarl import URL

        if self._http is None:
            raise CsmsError(0, "this client is closed; use AsyncCompactCsms with `async with`")
        url = URL(self.operator + request.target, encoded=True)
        headers = {"Content-Type": "application/json"}
        try:
            async with self._http.request(request.method, url, data=request.data, headers=headers) as answer:
                if answer.status >= 400:
                    raise api_requests.refused(answer.status, await answer.text(errors="replace"))
                return request.read(await answer.json())
        except aiohttp.ClientError as error:
            raise CsmsError(0, f"{url}: {error}") from error


class AsyncStation:
    """One station, as the CSMS sees it."""

    def __init__(self, csms: AsyncCompactCsms, id_: str) -> None:
        self.id = id_
        self._csms = csms
        self._path = api_requests.path_of(id_)
        self._seen = 0

    async def state(self) -> dict[str, Any]:
        """Return what the CSMS knows of the station: connected, registration, EVSEs and more."""
        return await self._csms.send(api_requests.state(self._path))

    async def order(self, operation: str, *, wait: float = 30.0, **parameters: Any) -> dict[str, Any]:
        """Start an operation and return it after its end, or after so many seconds."""
        started = await self._csms.send(api_requests.order(self._path, operation, parameters))
        return await self._csms.operation(started, wait)

    async def wait_for(
        self,
        action: str | None = None,
        *,
        direction: str = "in",
        kind: str = "CALL",
        match: Any = None,
        jsonpath: str | None = None,
        timeout: float = 30.0,
    ) -> dict[str, Any]:
        """Return the next message that fits, after the one returned before. Raises CsmsError with 408 if none comes."""
        query = {"action": action, "direction": direction, "kind": kind, "jsonpath": jsonpath, "timeout": timeout}
        found = await self._csms.send(api_requests.wait_for(self._path, match, {**query, "after": self._seen}))
        self._seen = found["id"]
        return found

    async def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages, newest first, with the filters of the API."""
        return await self._csms.send(api_requests.messages(self._path, filters))

    async def get(self, what: str, **query: Any) -> Any:
        """Return what the CSMS has stored: transactions, variables, reservations and more, by the path of the API."""
        return await self._csms.request("GET", f"{self._path}/{what}", **query)

    async def findings(self) -> list[dict[str, Any]]:
        """Return what the station did against OCPP, newest first."""
        return await self._csms.send(api_requests.findings(self._path))

    async def assert_no_findings(self) -> None:
        """Raise AssertionError if the station did something against OCPP."""
        api_requests.check_findings(self.id, await self.findings())

    async def fault(self, kind: str, **members: Any) -> int:
        """Let the CSMS misbehave towards the station; return the number of the fault."""
        return await self._csms.send(api_requests.fault(self._path, kind, members))

    async def persona(self, name: str | None) -> None:
        """Let the CSMS behave like a persona towards the station; None ends it."""
        await self._csms.send(api_requests.persona(self._path, name))

    async def clear_faults(self) -> None:
        """Remove all faults of the station."""
        await self._csms.send(api_requests.clear_faults(self._path))

    async def inject(self, kind: str, **members: Any) -> str | None:
        """Send something to the station at once; return the id of the message if it has one."""
        return await self._csms.send(api_requests.inject(self._path, kind, members))
