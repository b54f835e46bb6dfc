"""TLS of a station: trusted roots, client certificate, and negotiated parameters."""

import asyncio
import ssl
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509

SUITES = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_RSA_WITH_AES_128_GCM_SHA256": "AES128-GCM-SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384": "AES256-GCM-SHA384",
}
"""The cipher suites of A00.FR.318 and FR.421, by their names in OCPP, with those in OpenSSL."""


@dataclass(frozen=True)
class ClientCertificate:
    """The client certificate of a station with security profile 3."""

    says: str
    """A description of the certificate for the record."""
    chain: str
    """PEM, the station's own certificate first."""
    key: str = field(repr=False)
    """PEM."""


def station_context(*, trust: str | None = None, client: ClientCertificate | None = None) -> ssl.SSLContext:
    """Return the TLS settings of a conformant station: TLS 1.2 and later, with the server's name checked (A00.FR.3xx).

    `trust` is a PEM file of roots (None: the system's). Raises OSError or ssl.SSLError for unusable files.
    """
    context = client_context(trust)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Part 2's suites beyond the default list: static RSA, which A00.FR.318 still requires.
    context.set_ciphers("DEFAULT:AES128-GCM-SHA256:AES256-GCM-SHA384")
    if client is not None:
        show(context, client)
    return context


def shared_context(*, trust: str | None = None, client: ClientCertificate | None = None) -> ssl.SSLContext:
    """Return the TLS settings of a conformant station, which connections with the same options share: never change it.

    Raises OSError or ssl.SSLError for unusable files.
    """
    roots = Path(trust).stat() if trust is not None else None
    version = (roots.st_ino, roots.st_size, roots.st_mtime_ns) if roots is not None else None
    return _context_of(trust, version, client)


@lru_cache(maxsize=32)
def _context_of(trust: str | None, _version: object, client: ClientCertificate | None) -> ssl.SSLContext:
    # It takes as long as the handshake itself to read roots and key, and the system's roots take far longer.
    return station_context(trust=trust, client=client)


def client_context(trust: str | None) -> ssl.SSLContext:
    """Return the TLS settings that verify a server against a PEM file of roots (None: the system's).

    The requirements on certificates are those of OCPP on every version of Python: from 3.13 on Python would also check
    further ones of RFC 5280, such as keyUsage in a root.
    """
    context = ssl.create_default_context(cafile=trust)
    context.verify_flags = ssl.VerifyFlags.VERIFY_X509_TRUSTED_FIRST
    return context


def show(context: ssl.SSLContext, client: ClientCertificate) -> None:
    """Load this client certificate into a context. Raises ssl.SSLError for PEM that cannot be used."""
    # OpenSSL reads it from a file only; the file is private and removed immediately.
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(client.chain + "\n" + client.key)
        file.flush()
        context.load_cert_chain(Path(file.name))


def tls_facts(transport: asyncio.BaseTransport) -> dict[str, Any] | None:
    """Return the facts of a TLS connection for the record; None without TLS."""
    connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    if connection is None:
        return None
    cipher = connection.cipher()
    encoded = connection.getpeercert(binary_form=True)
    subject = x509.load_der_x509_certificate(encoded).subject.rfc4514_string() if encoded else None
    return {"version": connection.version(), "cipher": cipher[0] if cipher else None, "server_certificate": subject}
