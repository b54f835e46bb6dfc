"""One attempt to connect: what the station offered, and what the CSMS made of it."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plugfest.simulator.connection.tls import ClientCertificate


class RefusedBy(StrEnum):
    """The layer at which a connection was refused."""

    TCP = "TCP"
    TLS = "TLS"
    HTTP = "HTTP"
    CLOSE = "CLOSE"
    """Let in, and closed before anything else."""


@dataclass(frozen=True)
class ConnectOptions:
    """What a station offers when it connects (Part 4, section 3.1). Deliberately wrong values are welcome."""

    url: str
    subprotocols: tuple[str, ...] = ("ocpp2.0.1",)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    security_profile: int | None = None
    trust: str | None = None
    """PEM file with the roots that the server has to lead to (wss only); None: the system's."""
    client: ClientCertificate | None = None

    @property
    def certificate(self) -> str | None:
        """For the record: what the client certificate is, in words."""
        return self.client.says if self.client is not None else None

    @property
    def credentials(self) -> str:
        """How the station proves who it is: "basic", "certificate", "both" or "none"."""
        basic = self.user is not None
        if self.certificate is not None:
            return "both" if basic else "certificate"
        return "basic" if basic else "none"

    def headers(self) -> Iterator[tuple[str, str]]:
        """The HTTP headers beyond those of the WebSocket handshake."""
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
    """What came of an attempt to connect."""

    options: ConnectOptions
    tls: dict[str, Any] | None = None
    """version, cipher and the server certificate's subject, where TLS was used and got that far."""
    http: HttpAnswer | None = None
    subprotocol: str | None = None
    refused_by: RefusedBy | None = None
    detail: str = ""

    @property
    def accepted(self) -> bool:
        """Whether a WebSocket is open."""
        return self.refused_by is None
