"""The compact CSMS from Python: start it, or connect to one, and use it in the tests of a station.

::

    with CompactCsms.start() as csms:
        ...  # the station connects to csms.url_of("CS1")
        station = csms.station("CS1")
        station.wait_for("BootNotification")
        assert station.order("reset", type="OnIdle")["state"] == "done"
        station.assert_no_findings()

Every method blocks; in asyncio use `asyncio.to_thread`.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

__all__ = ["CompactCsms", "CsmsError", "Station"]

_FREE_PORTS: Final = ("--port", "0", "--operator-port", "0", "--file-port", "0")
_SECONDS_TO_STOP: Final = 10.0


class CsmsError(Exception):
    """Raised when the CSMS refuses a request or cannot be reached. `status` is that of HTTP, 0 without an answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


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
        command = [
            sys.executable,
            "-P",
            "-m",
            "plugfest.csms",
            *_FREE_PORTS,
            "--end-with-stdin",
            "--password-cost",
            "8",
        ]
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [*command, *(["--open"] if open else []), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
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
        return self.urls[security_profile].replace("{station}", quote(station, safe=""))

    def station(self, id_: str) -> Station:
        """Return a station, whether it is connected or not."""
        return Station(self, id_)

    def add_station(self, id_: str, password: str | None = None, **more: Any) -> Station:
        """Provision a station; `more` are further members of the API, such as `boot` or `securityProfile`."""
        body = {"password": password, **more} if password is not None else more
        self.request("PUT", f"/stations/{quote(id_, safe='')}", body)
        return Station(self, id_)

    def add_token(self, id_token: str, type: str = "ISO14443", **more: Any) -> None:  # noqa: A002 - OCPP's name
        """Add a token; `more` are further members of the API, such as `status` or `group`."""
        self.request("PUT", f"/tokens/{quote(type, safe='')}/{quote(id_token, safe='')}", more)

    def stations(self) -> list[dict[str, Any]]:
        """Return all stations, and whether they are connected."""
        return list(self.request("GET", "/stations"))

    def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages of all stations, newest first, with the filters of the API."""
        return list(self.request("GET", "/messages", **filters))

    def operation(self, id_: str, wait: float = 0.0) -> dict[str, Any]:
        """Return an operation, after its end or after so many seconds."""
        return dict(self.request("GET", f"/operations/{id_}", wait=wait))

    def request(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Send a request to the operator API and return the JSON of its answer. Raises CsmsError."""
        values = {name: value for name, value in query.items() if value is not None}
        url = f"{self.operator}{path}" + (f"?{urlencode(values)}" if values else "")
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            with self._opener.open(Request(url, data, headers, method=method)) as answer:  # noqa: S310 - our own API
                return json.load(answer)
        except HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            with suppress(ValueError, KeyError, TypeError):
                text = json.loads(text)["error"]
            raise CsmsError(error.code, text) from None
        except URLError as error:
            raise CsmsError(0, f"{url}: {error.reason}") from error


class Station:
    """One station, as the CSMS sees it."""

    def __init__(self, csms: CompactCsms, id_: str) -> None:
        self.id = id_
        self._csms = csms
        self._path = f"/stations/{quote(id_, safe='')}"
        self._seen = 0

    @property
    def state(self) -> dict[str, Any]:
        """Return what the CSMS knows of the station: connected, registration, EVSEs and more."""
        return dict(self._csms.request("GET", self._path))

    def order(self, operation: str, *, wait: float = 30.0, **parameters: Any) -> dict[str, Any]:
        """Start an operation and return it after its end, or after so many seconds."""
        started = self._csms.request("POST", f"{self._path}/operations/{operation}", parameters)
        return self._csms.operation(started["operation"], wait)

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
        """Return the next message that fits, after the one returned before. Raises CsmsError with 408 if none comes."""
        wanted = {"action": action, "direction": direction, "kind": kind, "jsonpath": jsonpath}
        subset = None if match is None else json.dumps(match)
        path = f"{self._path}/messages/wait"
        found = self._csms.request("GET", path, match=subset, timeout=timeout, after=self._seen, **wanted)
        self._seen = found["id"]
        return dict(found)

    def messages(self, **filters: Any) -> list[dict[str, Any]]:
        """Return messages, newest first, with the filters of the API."""
        return list(self._csms.request("GET", f"{self._path}/messages", **filters))

    def get(self, what: str, **query: Any) -> Any:
        """Return what the CSMS has stored: transactions, variables, reservations and more, by the path of the API."""
        return self._csms.request("GET", f"{self._path}/{what}", **query)

    def findings(self) -> list[dict[str, Any]]:
        """Return what the station did against OCPP, newest first."""
        return list(self._csms.request("GET", f"{self._path}/findings"))

    def assert_no_findings(self) -> None:
        """Raise AssertionError if the station did something against OCPP."""
        found = [f"{one['finding']} ({one['requirement']}): {one['text']}" for one in reversed(self.findings())]
        assert not found, f"station {self.id}: " + "; ".join(found)

    def fault(self, kind: str, **members: Any) -> int:
        """Let the CSMS misbehave towards the station; return the number of the fault."""
        return int(self._csms.request("POST", f"{self._path}/faults", {"kind": kind, **members})["fault"])

    def persona(self, name: str | None) -> None:
        """Let the CSMS behave like a persona towards the station; None ends it."""
        self._csms.request("PUT", f"{self._path}/persona", {"persona": name})

    def clear_faults(self) -> None:
        """Remove all faults of the station."""
        self._csms.request("DELETE", f"{self._path}/faults")

    def inject(self, kind: str, **members: Any) -> str | None:
        """Send something to the station at once; return the id of the message if it has one."""
        sent = self._csms.request("POST", f"{self._path}/injections", {"kind": kind, **members})
        return None if sent["messageId"] is None else str(sent["messageId"])
