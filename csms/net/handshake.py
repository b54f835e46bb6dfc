"""Opening handshakes: the station in the path, its credentials, the subprotocol (Part 4, section 3; A00)."""

from __future__ import annotations

import base64
import hmac
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from plugfest.csms.net.login_throttle import TooManyAttempts
from plugfest.csms.pki.names import common_names, organization_names
from plugfest.csms.pki.tls import client_certificate
from plugfest.csms.store import policies, security_events, stations
from plugfest.csms.store.database import NotStored

if TYPE_CHECKING:
    from cryptography import x509
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

    from plugfest.csms.faults.table import FaultTable
    from plugfest.csms.net.login_throttle import LoginThrottle
    from plugfest.csms.net.passwords import Passwords
    from plugfest.csms.settings import Settings
    from plugfest.csms.store.database import Database

log = logging.getLogger(__name__)
SUBPROTOCOL: Final = "ocpp2.0.1"
ID_LIMIT: Final = 48
STATION_ID: Final = rf"[^:\x00-\x1f\x7f-\x9f\u2028\u2029]{{1,{ID_LIMIT}}}"
"""Any characters except control characters, line ends, and the colon, which ends a user name."""
STATION_ID_SCHEMA: Final = {"pattern": f"^{STATION_ID}$"}
"""The same for JSON Schema."""


class Refusal(Exception):
    """Raised to refuse a connection before the upgrade, with this HTTP status; `hint` says what to do."""

    def __init__(self, status: HTTPStatus, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.hint = hint


class Handshake:
    """Decides on each opening handshake of one listener. The station's id is then the connection's `username`."""

    def __init__(
        self,
        profile: int,
        settings: Settings,
        database: Database,
        passwords: Passwords,
        throttle: LoginThrottle,
        faults: FaultTable,
    ) -> None:
        self._profile = profile
        self._settings = settings
        self._database = database
        self._passwords = passwords
        self._throttle = throttle
        self._faults = faults

    async def __call__(self, connection: ServerConnection, request: Request) -> Response | None:
        """Return None to admit the station, else the response that refuses it."""
        try:
            connection.username = await self._check(connection, request)
        except Refusal as refusal:
            self._log_refusal(connection, request.path, refusal)
            response = connection.respond(refusal.status, f"{refusal.reason}\n")
            if refusal.status is HTTPStatus.UNAUTHORIZED:
                response.headers["WWW-Authenticate"] = 'Basic realm="OCPP", charset="UTF-8"'
            return response
        except NotStored as error:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, f"{error}\n")
        return None

    def _log_refusal(self, connection: ServerConnection, path: str, refusal: Refusal) -> None:
        host, port = (connection.remote_address or ("?", 0))[:2]
        hint = f" {refusal.hint}" if refusal.hint else ""
        log.warning(
            "refused connection to %.200r from %s port %s with HTTP %d: %s.%s",
            path,
            host,
            port,
            refusal.status,
            refusal.reason,
            hint,
            extra={"event": "connection-refused", "status": int(refusal.status), "address": host},
        )

    async def _check(self, connection: ServerConnection, request: Request) -> str:
        id_ = station_id(request.path, self._settings.base_path)
        address = str((connection.remote_address or ("",))[0])
        station = await self._find(id_, address)
        status = self._faults.refused_status(str(station["id"]))
        if status is not None:
            raise Refusal(HTTPStatus(status), "this refusal was injected", "Remove the fault of the station.")
        await self._check_credentials(connection, request, station, address)
        offered = [
            name.strip() for line in request.headers.get_all("Sec-WebSocket-Protocol") for name in line.split(",")
        ]
        if SUBPROTOCOL not in offered:
            text = f"the subprotocol {SUBPROTOCOL} was not offered, only {', '.join(offered)[:100] or 'none'}"
            hint = f"Send the header 'Sec-WebSocket-Protocol: {SUBPROTOCOL}'."
            raise Refusal(HTTPStatus.BAD_REQUEST, text, hint)
        if self._profile > station["security_profile"]:
            await self._database.write(lambda db: stations.raise_security_profile(db, station["id"], self._profile))
        return str(station["id"])

    async def _find(self, id_: str, address: str) -> dict[str, Any]:
        station = self._database.look_up(lambda db: stations.find(db, id_))
        if station is None and self._database.look_up(policies.admits_unknown_stations):
            station = await self._database.write(lambda db: stations.put_and_find(db, id_))
        if station is None:
            await self._throttle.delay_failure(address)
            hint = f"Provision it with PUT /stations/{id_[:60]} or --station {id_[:60]}:PASSWORD, or start with --open."
            raise Refusal(HTTPStatus.NOT_FOUND, f"the station {id_!r} is not provisioned", hint)
        return station

    async def _check_credentials(
        self, connection: ServerConnection, request: Request, station: dict[str, Any], address: str
    ) -> None:
        lowest = station["security_profile"]
        if self._profile < lowest:  # A05.FR.07
            text = f"this station has to use security profile {lowest} or higher"
            hint = f"Connect to the port of security profile {lowest}, or change securityProfile of the station."
            raise Refusal(HTTPStatus.FORBIDDEN, text, hint)
        if station["password_hash"] is None and self._database.look_up(policies.admits_unknown_stations):
            return
        if self._profile == 3:
            await self._check_certificate(station, client_certificate(connection.transport))
        else:
            await self._authenticate(station, request.headers.get_all("Authorization"), address)

    async def _authenticate(self, station: dict[str, Any], headers: list[str], address: str) -> None:
        user, password = credentials(headers)
        own_name = hmac.compare_digest(user.lower().encode(), station["id"].lower().encode())
        current, offered = station["password_hash"], station["offered_password_hash"]
        if own_name and self._passwords.remembers(password, current):
            self._throttle.succeeded(address, station["id"])
            return
        try:
            async with self._throttle.attempt(address, station["id"]):
                if own_name and offered is not None and await self._passwords.check(password, offered):
                    # The answer to the password change was lost; connecting with the new password confirms it.
                    await self._database.write(lambda db: stations.take_offered_password(db, station["id"]))
                    self._throttle.succeeded(address, station["id"])
                    return
                right = await self._passwords.check(password, current or self._passwords.never_right)
        except TooManyAttempts:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many attempts, try again") from None
        if not (own_name and right):
            await self._throttle.delay_failure(address, station["id"])
            raise Refusal(HTTPStatus.UNAUTHORIZED, "user name or password is wrong", _password_hint(station, own_name))
        self._throttle.succeeded(address, station["id"])

    async def _check_certificate(self, station: dict[str, Any], certificate: x509.Certificate | None) -> None:
        """Check that the certificate is this station's, of an accepted organization (A00.FR.404, A00.FR.405)."""
        problem = _certificate_problem(station, certificate, self._settings.organizations)
        if problem is not None:
            id_ = station["id"]
            await self._database.write(  # A00.FR.408
                lambda db: security_events.note(db, id_, "InvalidChargingStationCertificate", problem, origin="csms")
            )
            raise Refusal(HTTPStatus.FORBIDDEN, problem)


def _certificate_problem(
    station: dict[str, Any], certificate: x509.Certificate | None, organizations: tuple[str, ...]
) -> str | None:
    if certificate is None:
        return "a client certificate is needed"
    names = common_names(certificate.subject)
    if names != [stations.serial_number(station)]:
        return f"the certificate's common name {', '.join(names)[:100]!r} is not this station's serial number"
    owners = organization_names(certificate.subject)
    if organizations and not set(owners) & set(organizations):
        return f"the certificate's organization {', '.join(owners)[:100]!r} is not one that is trusted here"
    return None


def _password_hint(station: dict[str, Any], own_name: bool) -> str:
    id_ = station["id"]
    if not own_name:
        return f"The user name of Basic authentication must be the station's id, {id_!r}."
    if station["password_hash"] is None:
        return f"The station has no password: set one with PUT /stations/{id_} or --station {id_}:PASSWORD."
    return f"Use the password of PUT /stations/{id_}, or set another one there."


def station_id(path: str, base_path: str = "") -> str:
    """Return the station that a request path names. Raises Refusal if it names none."""
    path = path.partition("?")[0]
    expected = f"the path must be {base_path}/ and a station id of 1 to {ID_LIMIT} characters"
    if not path.startswith(f"{base_path}/"):
        raise Refusal(HTTPStatus.NOT_FOUND, expected)
    raw = path[len(base_path) + 1 :]
    try:
        id_ = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise Refusal(HTTPStatus.NOT_FOUND, "the path is no UTF-8") from None
    if "/" in raw or not re.fullmatch(STATION_ID, id_):
        raise Refusal(HTTPStatus.NOT_FOUND, expected)
    return id_


def credentials(headers: list[str]) -> tuple[str, str]:
    """Return user name and password of Basic authentication. Raises Refusal if there are none."""
    hint = "Send the header 'Authorization: Basic' with the station's id and password, or start with --open."
    missing = Refusal(HTTPStatus.UNAUTHORIZED, "Basic authentication is needed", hint)
    if len(headers) != 1:
        raise missing
    scheme, _, encoded = headers[0].partition(" ")
    if scheme.lower() != "basic":
        raise missing
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise missing from None
    if not colon:
        raise missing
    return user, password
