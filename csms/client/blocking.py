"""The blocking client: a CSMS as a process of its own, for the tests of a station.

::

    with CompactCsms.start() as csms:
        ...  # the station connects to csms.url_of("CS1")
        station = csms.station("CS1")
        station.wait_for("BootNotification")
        assert station.order("reset", type="OnIdle")["state"] == "done"
        station.assert_no_findings()

Every method blocks; `plugfest.csms.client.asynchronous` is for asyncio.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from plugfest.csms.client import api_requests
from plugfest.csms.client.api_requests import ApiRequest, CsmsError

T = TypeVar("T")

_ARGUMENTS: Final = ("--port", "0", "--operator-port", "0", "--file-port", "0", "--end-with-stdin")
_FAST_PASSWORDS: Final = ("--password-cost", "8")
_SECONDS_TO_STOP: Final = 10.0


class CompactCsms:
    """A compact CSMS that runs elsewhere, or was started here. `with` stops one that was started."""

    def __init__(self, operator: str, token: str, urls: Mapping[int, str] | None = None) -> None:
        """Use the CSMS with this operator API; `urls` has the WebSocket address of each security profile."""
        self.operator = operator.rstrip("/")
        self.token = token
        self.urls = dict(urls or {})
        self._process: subprocess.Popen[str] | None = None
        self._opener = build_opener(ProxyHandler({}))

    @classmethod
    def start(cls, *arguments: str, open: bool = True) -> CompactCsms:  # noqa: A002 - named like the argument
        """Start a CSMS on free ports of the loopback, as a process of its own.

        It is open unless said otherwise; `arguments` are those of `plugfest csms`. Raises CsmsError if it cannot start.
        """
        more = ["--open"] if open else []
        command = [sys.executable, "-P", "-m", "plugfest.csms", *_ARGUMENTS, *_FAST_PASSWORDS, *more, *arguments]
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("compact CSMS ready: "):
                process.communicate()
                errors.seek(0)
                raise CsmsError(0, (errors.read().strip().splitlines() or ["the CSMS did not start"])[-1])
        words = dict(word.split("=", 1) for word in shlex.split(line) if "=" in word)
        urls = {profile: words[name] for profile, name in ((1, "ws"), (2, "wss2"), (3, "wss3")) if name in words}
        csms = cls(words["operator"], Path(words["token"]).read_text().strip(), urls)
        csms._process = process
        return csms

    def __enter__(self) -> CompactCsms:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the CSMS if it was started here."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.communicate(timeout=_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def url_of(self, station: str, security_profile: int = 1) -> str:
        """Return the WebSocket address that a station connects to."""
        return api_requests.url_of(self.urls, station, security_profile)

    def station(self, id_: str) -> Station:
        """Return a station, whether it is connected or not."""
        return Station(self, id_)

    def add_station(self, id_: str, password: str | None = None, **more: Any) -> Station:
        """Provision a station; `more` are further members of the API, such as `boot` or `securityProfile`."""
        self.send(api_requests.add_station(id_, password, more))
        return Station(self, id_)

    def add_token(self, id_token: str, type: str = "ISO14443", **more: Any) -> None:  # noqa: A002 - OCPP's name
        """Add a token; `more` are further members of the API, such as `status` or `group`."""
        self.send(api_requests.add_token(id_token, type, more))

    def stations(self) -> list[dict[str, Any]]:
        """Return all stations, and whether they are connected."""
        return self.send(api_requests.stations())

    def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages of all stations, newest first, with the filters of the API."""
        return self.send(api_requests.messages("", filters))

    def operation(self, id_: str, wait: float = 0.0) -> dict[str, Any]:
        """Return an operation, after its end or after so many seconds."""
        return self.send(api_requests.operation(id_, wait))

    def request(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Send a request to the operator API and return the JSON of its answer. Raises CsmsError."""
        return self.send(ApiRequest(method, path, api_requests.unchanged, body, query))

    def send(self, request: ApiRequest[T]) -> T:
        """Send a request to the operator API and return its answer. Raises CsmsError."""
        url = self.operator + request.target
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent = Request(url, request.data, headers, method=request.method)  # noqa: S310 - our own API
        try:
            with self._opener.open(sent) as answer:
                return request.read(json.load(answer))
        except HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            raise api_requests.refused(error.code, text) from None
        except URLError as error:
            raise CsmsError(0, f"{url}: {error.reason}") from error


class Station:
    """One station, as the CSMS sees it."""

    def __init__(self, csms: CompactCsms, id_: str) -> None:
        self.id = id_
        self._csms = csms
        self._path = api_requests.path_of(id_)
        self._seen = 0

    @property
    def state(self) -> dict[str, Any]:
        """Return the state of the station: connected, registration, EVSEs and more."""
        return self._csms.send(api_requests.state(self._path))

    def order(self, operation: str, *, wait: float = 30.0, **parameters: Any) -> dict[str, Any]:
        """Start an operation and return it after its end, or after so many seconds."""
        return self._csms.operation(self._csms.send(api_requests.order(self._path, operation, parameters)), wait)

    def wait_for(
        self,
        action: str | None = None,
        *,
        direction: str = "in",
        kind: str = "CALL",
        match: Any = None,
        jsonpath: str | None = None,
        timeout: float = 30.0,
    ) -> dict[str, Any]:
        """Return the next matching message after the one returned last. Raises CsmsError with 408 if none comes."""
        query = {"action": action, "direction": direction, "kind": kind, "jsonpath": jsonpath, "timeout": timeout}
        found = self._csms.send(api_requests.wait_for(self._path, match, {**query, "after": self._seen}))
        self._seen = found["id"]
        return found

    def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages, newest first, with the filters of the API."""
        return self._csms.send(api_requests.messages(self._path, filters))

    def get(self, what: str, **query: Any) -> Any:
        """Return stored data such as transactions, variables or reservations, by the path of the API."""
        return self._csms.request("GET", f"{self._path}/{what}", **query)

    def findings(self) -> list[dict[str, Any]]:
        """Return the station's violations of OCPP, newest first."""
        return self._csms.send(api_requests.findings(self._path))

    def assert_no_findings(self) -> None:
        """Raise AssertionError if the station violated OCPP."""
        api_requests.check_findings(self.id, self.findings())

    def fault(self, kind: str, **members: Any) -> int:
        """Add a fault towards the station; return its number."""
        return self._csms.send(api_requests.fault(self._path, kind, members))

    def persona(self, name: str | None) -> None:
        """Let the CSMS behave like a persona towards the station; None ends it."""
        self._csms.send(api_requests.persona(self._path, name))

    def clear_faults(self) -> None:
        """Remove all faults of the station."""
        self._csms.send(api_requests.clear_faults(self._path))

    def inject(self, kind: str, **members: Any) -> str | None:
        """Send a message to the station immediately; return its id if it has one."""
        return self._csms.send(api_requests.inject(self._path, kind, members))
