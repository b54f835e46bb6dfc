"""TLS of the listeners: TLS 1.2 and later, both server certificates, the suites of A00, client certificates."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509

from plugfest.csms.pki.folder import SERVERS, Pki, pem

if TYPE_CHECKING:
    from asyncio import BaseTransport

_SUITES: Final = ":".join(
    (
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
        "AES128-GCM-SHA256",
    )
)
"""For TLS 1.2: the four of A00.FR.318, and RSA with forward secrecy; TLS 1.3 brings its own."""


_HINTS: Final = {
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": "Security profile 3 needs a client certificate of the station.",
    "CERTIFICATE_VERIFY_FAILED": "Trust the root of the station's certificate: POST /trusted-roots/station.",
    "TLSV1_ALERT_UNKNOWN_CA": "The station does not trust this CSMS: give it the root that trust= names.",
    "SSLV3_ALERT_BAD_CERTIFICATE": "The station does not accept the server certificate: does it know the host name?",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "The station does not accept the server certificate: does it trust its root?",
    "HTTP_REQUEST": "The station speaks plain HTTP to it: use a wss:// URL, or the port of ws=.",
    "NO_SHARED_CIPHER": "The station offers no cipher suite of A00.FR.318.",
    "UNSUPPORTED_PROTOCOL": "The station offers no TLS 1.2 or later.",
}
log = logging.getLogger(__name__)


class _AlertingSSLObject(ssl.SSLObject):
    """Sends the alert of a failed handshake, which asyncio's server would discard."""

    _failure: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        """Continue the handshake. After a failure, request a read so that asyncio first sends the pending alert."""
        if self._failure is not None:
            raise self._failure
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as failure:
            self._failure = failure
            log.warning("refused connection to a TLS port: %s", _explained(failure))
            raise ssl.SSLWantReadError from failure


class ServerTls(ssl.SSLContext):
    """The TLS settings of one listener. Trusted roots may change at run time: every handshake uses the current ones.

    A TLS session is not resumed after a change of roots, since sessions belong to the context that made them. Server
    certificates that do not exist are created at the first handshake: an RSA key takes longer than anything else that
    a new CSMS begins with.
    """

    def __new__(cls, *_: object, **__: object) -> ServerTls:
        """Make the context of the listener, which delegates to the current settings."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, pki: Pki, server_name: str, *, client_certificates: bool) -> None:
        """Load the certificates if they exist. Raises PkiError or ssl.SSLError for files that cannot be used."""
        self._pki = pki
        self._server_name = server_name
        self._client_certificates = client_certificates
        self._roots: tuple[x509.Certificate, ...] = ()
        self._current = self._make() if pki.has_server_certificates() else None

    def trust(self, roots: Iterable[x509.Certificate]) -> None:
        """Trust only client certificates under these roots, from the next handshake on."""
        self._roots = tuple(roots)
        if self._current is not None:
            self._current = self._make()

    def wrap_bio(self, *arguments: Any, **more: Any) -> ssl.SSLObject:
        """Start a handshake with the current settings."""
        if self._current is None:
            self._current = self._make()
        return self._current.wrap_bio(*arguments, **more)

    def _make(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslobject_class = _AlertingSSLObject
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(_SUITES)
        context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
        for name in SERVERS:
            context.load_cert_chain(*self._pki.server_certificate(name, self._server_name))
        if self._client_certificates:
            context.verify_mode = ssl.CERT_REQUIRED
            if self._roots:
                context.load_verify_locations(cadata=pem(*self._roots))
        return context


def _explained(failure: ssl.SSLError) -> str:
    reason = failure.reason or "the handshake failed"
    text = reason.lower().replace("_", " ")
    if isinstance(failure, ssl.SSLCertVerificationError):
        text = f"{text} ({failure.verify_message})"
    return f"{text}. {_HINTS.get(reason, '')}".strip()


def client_certificate(transport: BaseTransport) -> x509.Certificate | None:
    """Return the peer's certificate verified by TLS; None without one."""
    connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    encoded = connection.getpeercert(binary_form=True) if connection is not None else None
    return x509.load_der_x509_certificate(encoded) if encoded else None
