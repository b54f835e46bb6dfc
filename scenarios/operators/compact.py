"""The operator of the compact CSMS: uses its operator API to provision plays and to perform every intent."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from plugfest.scenarios.certificates.pki import Pki
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.configured import Configured
from plugfest.scenarios.intents import Intent
from plugfest.scenarios.operators import compact_firmware
from plugfest.scenarios.operators.compact_orders import camel_case, operation, orders_in
from plugfest.scenarios.operators.compact_stations import CompactStations
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    OperatorError,
    Order,
    OrderOutcome,
    Outcome,
    Question,
    StationAccess,
    StationSpec,
)
from plugfest.scenarios.operators.retry_after import pause_of
from plugfest.simulator.pki.authority import pem

_LONG_POLL: Final = 25
"""Seconds of one long-poll request for an operation; the API's own maximum is 30."""
_FIRST_WAIT: Final = "1"
"""Seconds that the request which starts an operation waits for its end, which spares most of them a second request."""
_UNDER_WAY: Final = ("queued", "sent")
_ANSWERED_AT_ONCE: Final = aiohttp.ClientTimeout(total=15)

_READ_BACK: Final[Mapping[str, str]] = {
    "station": "",
    "variables": "variables",
    "reports": "reports",
    "transaction": "transactions/{transactionId}",
    "authorization": "authorizations/{type}/{idToken}",
    "connector": "evses/{evse}/connectors/{connector}",
    "meter": "meters/{evse}",
    "firmware-updates": "firmware-updates",
    "publications": "publications",
    "unpublications": "unpublications",
    "security-events": "security-events",
    "installed-certificates": "installed-certificates",
    "signed-certificates": "signed-certificates",
    "logs": "logs",
    "monitors": "monitors",
    "monitoring": "monitoring",
    "events": "events",
    "customer-information": "customer-information",
    "operations": "operations",
    "local-list": "local-list",
    "reservation": "reservations/{id}",
    "reservations": "reservations",
    "cost": "transactions/{transactionId}/cost",
    "display-message": "display-messages/{id}",
    "display-messages-report": "display-messages-reports/{requestId}",
    "charging-profile": "charging-profiles/{id}",
    "charging-profiles-report": "charging-profiles-reports/{requestId}",
    "charging-profiles": "charging-profiles",
    "charging-limits": "charging-limits",
    "charging-session": "charging-sessions/{evse}",
    "composite-schedule": "composite-schedules/{evse}",
}
"""API paths of a station's data that answer a question; a block with further questions extends this table.

Names in braces are taken from the question; its other values become the query.
"""


_IN_BRACES: Final = re.compile(r"\{(\w+)\}")


class CompactOperator:
    """Controls the compact CSMS; `url` is the root of its operator API, `token` its bearer token.

    `configured` has the firmware for its repository and the price of energy, `pki` issues the certificates of
    stations.
    """

    name = "compact"
    is_program = True
    provisions = True

    def __init__(self, url: str, token: str, configured: Configured | None = None, pki: Pki | None = None) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._configured = configured or Configured()
        self._firmware = compact_firmware.Repository(self._configured, self._tell)
        self._pki = pki or Pki(CertificateTable())
        self._http: aiohttp.ClientSession | None = None
        self._starting: dict[int, asyncio.Event] = {}
        """By the identity of an order that is performed: set once it is known which operation carries it out."""
        self._stations = CompactStations(lambda changes: self._must("POST", "/changes", changes), self._pki)

    async def open(self) -> None:
        """Connect; raises OperatorError when the API is unreachable or refuses the token."""
        self._http = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self._token}"}, connector=aiohttp.TCPConnector(limit=0)
        )
        status, answer = await self._tell("GET", "/stations")
        if status != 200:
            raise OperatorError(f"The compact CSMS's operator API at {self._url} answered {status}: {_said(answer)}")
        await self._have_roots_trusted()
        price = self._configured.price_per_kwh
        if price is not None:
            await self._must("PUT", "/tariffs/default/EUR", {"energy": {"price": f"{price:.6f}"}})

    async def close(self) -> None:
        """Remove the stations that are left, and close the HTTP connections."""
        if self._http is None:
            return
        with suppress(OperatorError):  # a CSMS that was started for the run has ended before
            await self._stations.remove_all()
        await self._http.close()

    def cannot(self, intent: Intent) -> str | None:
        """Return None: the compact CSMS refuses an order that it cannot perform."""
        return None

    async def provision(self, spec: StationSpec) -> StationAccess:
        """Create a station with a new password and new tokens; raises OperatorError."""
        return await self._stations.take(spec)

    async def prepare(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: every station is created for its play."""

    async def _have_roots_trusted(self) -> None:
        """Make the CSMS trust the suite's roots."""
        roots = {"station": self._pki.station_root, "mo": self._pki.mo_root, "v2g": self._pki.v2g_root}
        for purpose, root in roots.items():
            await self._must("POST", f"/trusted-roots/{purpose}", {"certificate": pem(root)})
        self._pki.trusted_by_csms = True

    async def accept(self, access: StationAccess, spec: StationSpec) -> None:
        """Do nothing: after the prepared boots the CSMS accepts the station by itself."""

    async def release(self, access: StationAccess) -> None:
        """Have the station and its tokens removed with a later request."""
        self._stations.release(access)

    async def ask(self, order: Order) -> Outcome:
        """Start the operation and follow it to its end; it is accepted once it has ended or taken the first wait."""
        started = self._starting[id(order)] = asyncio.Event()
        try:
            for earlier in orders_in(order.intent):
                if (other := self._starting.get(id(earlier))) is not None:
                    await other.wait()
            status, answer = await self._start(order)
            if status not in (200, 202) or not isinstance(answer, dict) or "operation" not in answer:
                result = OrderOutcome.REFUSED if 400 <= status < 500 else OrderOutcome.FAILED
                return Outcome(result, f"the CSMS answered {status}: {_said(answer)}")
            order.created["operation"] = answer["operation"]
            order.accept()
            started.set()
            if answer.get("state", "queued") in _UNDER_WAY:
                answer = await self._follow(answer["operation"])
            return _conclude(order, answer)
        except OperatorError as error:
            return Outcome(OrderOutcome.FAILED, str(error))
        finally:
            del self._starting[id(order)]
            started.set()

    async def _start(self, order: Order) -> tuple[int, object]:
        name, parameters = operation(order.intent)
        if order.intent.name in compact_firmware.INTENTS:
            parameters["firmware"] = await self._firmware.name()
        path = f"/stations/{quote(order.station, safe='')}/operations/{name}"
        return await self._tell("POST", path, parameters, {"wait": _FIRST_WAIT})

    async def sees(self, question: Question, station: str) -> object:
        """Return the CSMS's data about a station; UNSEEN when its API has no path for it."""
        if question.about not in _READ_BACK:
            return UNSEEN
        query = {camel_case(key): _query_value(value) for key, value in question.of.items()}
        page = _IN_BRACES.sub(lambda name: quote(query.pop(name[1], ""), safe=""), _READ_BACK[question.about])
        path = f"/stations/{quote(station, safe='')}/{page}".rstrip("/")
        status, answer = await self._tell("GET", path, query=query)
        if status == 404:
            return None
        return answer if status == 200 else UNSEEN

    async def _follow(self, operation_id: str) -> Mapping[str, Any]:
        """Wait for the end of the operation, without a time limit for the station."""
        while True:
            status, answer = await self._tell("GET", f"/operations/{operation_id}", query={"wait": str(_LONG_POLL)})
            if status != 200 or not isinstance(answer, dict) or "state" not in answer:
                raise OperatorError(f"operation {operation_id} can no longer be followed: {status} {_said(answer)}")
            if answer["state"] not in _UNDER_WAY:
                return answer

    async def _must(self, method: str, path: str, body: object = None) -> None:
        status, answer = await self._tell(method, path, body)
        if status >= 300:
            raise OperatorError(f"{method} {self._url}{path} was answered by {status}: {_said(answer)}")

    async def _tell(
        self, method: str, path: str, body: object = None, query: Mapping[str, str] | None = None
    ) -> tuple[int, object]:
        """Send a request, and repeat it once when the API asks for that; raises OperatorError without an answer."""
        assert self._http is not None, "the operator is not open"
        timeout = aiohttp.ClientTimeout(total=_LONG_POLL + 15) if query and "wait" in query else _ANSWERED_AT_ONCE
        try:
            while True:
                async with self._http.request(
                    method, self._url + path, json=body, params=query, timeout=timeout
                ) as answer:
                    if answer.status == 429:
                        await asyncio.sleep(min(pause_of(answer.headers.get("Retry-After", "1")), 30))
                        continue
                    is_json = answer.content_type == "application/json"
                    return answer.status, await answer.json() if is_json else (await answer.text())[:200]
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            why = str(error) or type(error).__name__
            raise OperatorError(
                f"The compact CSMS's operator API at {self._url} does not answer {method} {path}: {why}"
            ) from error


def _conclude(order: Order, ended: Mapping[str, Any]) -> Outcome:
    """Return the outcome of the order for the end of its operation.

    A rejection by the station is not a refusal by the CSMS: the message was sent, so the order was performed.
    """
    order.created.update(ended.get("handle") or {})
    detail = str(ended.get("detail") or "")
    sent = bool(ended.get("messages"))
    match ended["state"]:
        case "done":
            return Outcome(OrderOutcome.DONE, detail)
        case "refused":
            return Outcome(OrderOutcome.DONE, detail or "the station refused")
        case "offline":
            return Outcome(OrderOutcome.REFUSED, detail or "the CSMS says that the station is offline")
        case "failed" if not sent:
            return Outcome(OrderOutcome.REFUSED, detail or "the CSMS could not do it")
        case "timed-out" if sent:
            return Outcome(OrderOutcome.UNKNOWN, detail or "the station did not answer in time")
        case state:
            return Outcome(OrderOutcome.FAILED, detail or f"the operation ended as {state}")


def _query_value(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _said(answer: object) -> str:
    """Return the API's error text, if there is one."""
    return str(answer["error"]) if isinstance(answer, dict) and "error" in answer else str(answer)[:200]
