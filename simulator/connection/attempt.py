"""One attempt to connect: the options of the station, and the outcome."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from plugfest.simulator.connection.tls import ClientCertificate


class Outcome(StrEnum):
    """How an attempt to connect ended."""

    ACCEPTED = "accepted"
    """An upgrade to a WebSocket, with an offered subprotocol or without any."""
    NO_LISTENER = "no listener"
    """No TCP connection: no listener, or the host is unreachable."""
    SILENCE = "silence"
    """No answer in time: to the TCP connection, inside the TLS handshake, or to the HTTP request."""
    CUT = "cut"
    """The CSMS ended the TCP connection without an alert or an HTTP answer."""
    TLS_ALERT = "TLS alert"
    """The CSMS refused by an alert, in the TLS handshake or right after it, as TLS 1.3 does."""
    UNUSABLE_TLS = "unusable TLS"
    """The station ended the TLS handshake: the server is not trusted, or its TLS is unusable."""
    HTTP_STATUS = "HTTP status"
    """An HTTP answer with any status but 101."""
    BROKEN_UPGRADE = "broken upgrade"
    """A status 101 that breaks RFC 6455, such as with a subprotocol that was not offered, or an answer that is not
    HTTP."""
    CLOSED = "closed"
    """An upgrade followed by a close of the CSMS before any message."""


_LAYERS: Final[dict[Outcome, str | None]] = {
    Outcome.ACCEPTED: None,
    Outcome.NO_LISTENER: "TCP",
    Outcome.SILENCE: "TCP",
    Outcome.CUT: "TCP",
    Outcome.TLS_ALERT: "TLS",
    Outcome.UNUSABLE_TLS: "TLS",
    Outcome.HTTP_STATUS: "HTTP",
    Outcome.BROKEN_UPGRADE: "HTTP",
    Outcome.CLOSED: "CLOSE",
}


@dataclass(frozen=True)
class ConnectOptions:
    """The options of a connection (Part 4, section 3.1); deliberately wrong values are allowed."""

    url: str
    subprotocols: tuple[str, ...] = ("ocpp2.0.1",)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security_profile: int | None = None
    trust: str | None = None
    """PEM file with the trusted roots of the server (wss only); None: the system's."""
    client: ClientCertificate | None = None

    @property
    def certificate(self) -> str | None:
        """Description of the client certificate, for the record."""
        return self.client.says if self.client is not None else None

    @property
    def credentials(self) -> str:
        """The station's credentials: "basic", "certificate", "both" or "none"."""
        basic = self.user is not None
        if self.certificate is not None:
            return "both" if basic else "certificate"
        return "basic" if basic else "none"

    def headers(self) -> Iterator[tuple[str, str]]:
        """Return the HTTP headers beyond those of the WebSocket handshake."""
        yield "User-Agent", "plugfest"
        if self.user is not None:
            token = base64.b64encode(f"{self.user}:{self.password or ''}".encode()).decode()
            yield "Authorization", f"Basic {token}"


@dataclass(frozen=True)
class HttpAnswer:
    """The CSMS's answer to the upgrade request."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""


@dataclass(frozen=True)
class Attempt:
    """The result of an attempt to connect."""

    options: ConnectOptions
    tls: dict[str, Any] | None = None
    """Version, cipher and the server certificate's subject, if TLS was established."""
    http: HttpAnswer | None = None
    subprotocol: str | None = None
    outcome: Outcome = Outcome.ACCEPTED
    detail: str = ""

    @property
    def accepted(self) -> bool:
        """Whether a WebSocket is open."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def refused_by(self) -> str | None:
        """The layer of the refusal, as in records: "TCP", "TLS", "HTTP" or "CLOSE"; None without one."""
        over_tls = self.options.url.startswith("wss:")
        return "TLS" if self.outcome is Outcome.CUT and over_tls else _LAYERS[self.outcome]
