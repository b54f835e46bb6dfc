"""TLS as a station uses it: which roots it trusts, which certificate it shows, what was agreed."""

import asyncio
import ssl
from typing import Any

from cryptography import x509


def station_context(
    *, trust: str | None = None, certificate: str | None = None, key: str | None = None
) -> ssl.SSLContext:
    """The TLS settings of a well-behaved station: TLS 1.2 and up, the server's name checked (A00.FR.3xx).

    `trust` is a PEM file of roots (None: the system's); `certificate` and `key` are PEM files. Raises OSError or
    ssl.SSLError for files that cannot be used.
    """
    context = ssl.create_default_context(cafile=trust)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Part 2's suites beyond the default list: static RSA, which A00.FR.318 still asks for.
    context.set_ciphers("DEFAULT:AES128-GCM-SHA256:AES256-GCM-SHA384")
    if certificate is not None:
        context.load_cert_chain(certificate, key)
    return context


def tls_facts(writer: asyncio.StreamWriter) -> dict[str, Any] | None:
    """What a connection agreed on, for the record; None without TLS."""
    connection: ssl.SSLObject | None = writer.get_extra_info("ssl_object")
    if connection is None:
        return None
    cipher = connection.cipher()
    encoded = connection.getpeercert(binary_form=True)
    subject = x509.load_der_x509_certificate(encoded).subject.rfc4514_string() if encoded else None
    return {"version": connection.version(), "cipher": cipher[0] if cipher else None, "server_certificate": subject}
