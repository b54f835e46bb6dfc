"""Who may connect: the station in the path, its password, and a subprotocol that we speak (Part 4, section 3)."""

from __future__ import annotations

import base64
import binascii
import hmac
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from plugfest.csms.store import stations

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request, Response

    from plugfest.csms.passwords import Passwords
    from plugfest.csms.store.database import Database

log = logging.getLogger(__name__)
SUBPROTOCOL: Final = "ocpp2.0.1"
ID_LIMIT: Final = 48


class Refusal(Exception):
    """The connection is refused before the upgrade, with this HTTP status."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Handshake:
    """Decides on each opening handshake. The station's id is then the connection's `username`."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def __call__(self, connection: ServerConnection, request: Request) -> Response | None:
        """None where the station may enter, else the response that keeps it out."""
        try:
            connection.username = await self._judge(request)
        except Refusal as refusal:
            log.info("connection to %.100r refused: %s", request.path, refusal.reason)
            response = connection.respond(refusal.status, f"{refusal.reason}\n")
            if refusal.status is HTTPStatus.UNAUTHORIZED:
                response.headers["WWW-Authenticate"] = 'Basic realm="OCPP", charset="UTF-8"'
            return response
        return None

    async def _judge(self, request: Request) -> str:
        id_ = station_id(request.path)
        station = await self._database.read(lambda db: stations.find(db, id_))
        if station is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "this station is not known here")
        await self._authenticate(station, request.headers.get_all("Authorization"))
        offered = [
            name.strip() for line in request.headers.get_all("Sec-WebSocket-Protocol") for name in line.split(",")
        ]
        if SUBPROTOCOL not in offered:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"only the subprotocol {SUBPROTOCOL} is spoken here")
        return id_

    async def _authenticate(self, station: dict[str, Any], headers: list[str]) -> None:
        user, password = credentials(headers)
        right_user = hmac.compare_digest(user.encode(), station["id"].encode())
        right_password = await self._passwords.check(password, station["password_hash"] or self._passwords.never_right)
        if not (right_user and right_password):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "user name or password is wrong")


def station_id(path: str) -> str:
    """The station that a request path names. Raises Refusal where it can name none."""
    raw = path.partition("?")[0].removeprefix("/")
    try:
        id_ = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise Refusal(HTTPStatus.NOT_FOUND, "the path is no UTF-8") from None
    if not id_ or "/" in raw or len(id_) > ID_LIMIT or ":" in id_ or not id_.isprintable():
        raise Refusal(HTTPStatus.NOT_FOUND, f"the path must be / and a station id of 1 to {ID_LIMIT} characters")
    return id_


def credentials(headers: list[str]) -> tuple[str, str]:
    """User name and password of Basic authentication. Raises Refusal where there are none."""
    missing = Refusal(HTTPStatus.UNAUTHORIZED, "Basic authentication is needed")
    if len(headers) != 1:
        raise missing
    scheme, _, encoded = headers[0].partition(" ")
    if scheme.lower() != "basic":
        raise missing
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise missing from None
    if not colon:
        raise missing
    return user, password
