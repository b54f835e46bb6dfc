"""One TLS handshake with a single offer, and the server's reaction."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import NameOID

from plugfest.simulator.connection.tls import SUITES, ClientCertificate, client_context, show

OLD_VERSIONS: Final = {"TLS 1.0": (ssl.TLSVersion.TLSv1, b"\x03\x01"), "TLS 1.1": (ssl.TLSVersion.TLSv1_1, b"\x03\x02")}
_READ_BYTES: Final = 16_384
_HANDSHAKE: Final = 22
_VERSION_IN_HELLO: Final = slice(9, 11)
_SUITES_OF_OLD: Final = "ALL:@SECLEVEL=0"


class NothingOfferedError(Exception):
    """Raised when the handshake failed on our side before anything was sent, so it says nothing about the server."""


@dataclass(frozen=True)
class Offer:
    """The offer of a ClientHello: one cipher suite with TLS 1.2 (by OCPP's name), or one old version of TLS."""

    suite: str | None = None
    version: str = "TLS 1.2"
    client: ClientCertificate | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.suite or self.version


@dataclass(frozen=True)
class Handshake:
    """The result of an offer."""

    offer: Offer
    agreed: bool
    facts: dict[str, Any]
    """Version, cipher (OCPP's name), compression, and the server's certificate: see `certificate_facts`.

    `trusted` of the certificate is "yes", or the reason why it does not lead to a trusted root.
    """
    refusal: str = ""
    """The refusal of the server: an alert, or a closed connection."""

    def __str__(self) -> str:
        if not self.agreed:
            return f"TLS handshake offering {self.offer}: refused, {self.refusal}"
        certificate = self.facts["certificate"]
        names = ", ".join(certificate["commonName"])
        return (
            f"TLS handshake offering {self.offer}: {self.facts['version']}, {self.facts['cipher']}, server certificate "
            f"of {names} with {certificate['keyType']} {certificate['keyBits']} bits"
        )


async def probe_tls(host: str, port: int, offer: Offer, *, trust: str | None, timeout: float) -> Handshake:
    """Make the offer and return the outcome; `trust` is a PEM file of roots (None: the system's).

    `timeout` is in seconds. Raises OSError or TimeoutError without a server, NothingOfferedError if this machine's
    OpenSSL cannot make the offer.
    """
    try:
        return await _once(host, port, offer, _context(offer, trust, verified=True), "yes", timeout)
    except ssl.SSLCertVerificationError as error:
        # Again without verification, to get the other facts of the certificate.
        return await _once(host, port, offer, _context(offer, trust, verified=False), error.verify_message, timeout)


async def _once(host: str, port: int, offer: Offer, context: ssl.SSLContext, trusted: str, timeout: float) -> Handshake:
    async with asyncio.timeout(timeout):
        reader, writer = await asyncio.open_connection(host, port)
        try:
            return await _Dialogue(offer, reader, writer, host).hold(context, trusted)
        finally:
            writer.transport.abort()


class _Dialogue:
    """A handshake over memory buffers, so that every byte is visible."""

    def __init__(
        self, offer: Offer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server_name: str
    ) -> None:
        self._offer = offer
        self._reader = reader
        self._writer = writer
        self._name = server_name
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._sent = b""
        self._received = b""

    async def hold(self, context: ssl.SSLContext, trusted: str) -> Handshake:
        """Complete the handshake. Raises ssl.SSLCertVerificationError for an untrusted server."""
        connection = context.wrap_bio(self._incoming, self._outgoing, server_hostname=self._name)
        while True:
            try:
                connection.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                data = await self._read()
                if not data:
                    return self._refused("the connection was cut without an alert")
                self._incoming.write(data)
            except ssl.SSLCertVerificationError:
                raise
            except ssl.SSLError as error:
                self._flush()
                self._must_have_offered(error)
                return self._went_along(error) or self._refused(_words(error))
            else:
                self._flush()
                return Handshake(self._offer, True, self._facts(connection, trusted))

    def _flush(self) -> None:
        data = self._outgoing.read()
        self._sent += data
        self._writer.write(data)

    async def _read(self) -> bytes:
        try:
            data = await self._reader.read(_READ_BYTES)
        except OSError:  # a reset is treated like an end
            return b""
        self._received += data
        return data

    def _went_along(self, error: ssl.SSLError) -> Handshake | None:
        """Return the handshake if the server agreed to an old version with a ServerHello and OpenSSL gave up."""
        if self._offer.version not in OLD_VERSIONS or "ALERT" in (error.reason or ""):
            return None
        if self._received[:1] != bytes([_HANDSHAKE]):
            return None
        certificate = {"commonName": [], "keyType": "unseen", "keyBits": 0, "trusted": "unseen"}
        cipher = f"a suite that this side gives up on ({_words(error)})"
        version = self._offer.version
        return Handshake(self._offer, True, {"version": version, "cipher": cipher, "certificate": certificate})

    def _refused(self, how: str) -> Handshake:
        self._must_have_offered(None)
        return Handshake(self._offer, False, {}, how)

    def _must_have_offered(self, error: Exception | None) -> None:
        sent = self._sent
        if sent[:1] != bytes([_HANDSHAKE]):
            raise NothingOfferedError(f"this machine's OpenSSL does not offer {self._offer}: {error}")
        old = OLD_VERSIONS.get(self._offer.version)
        if old is not None and sent[_VERSION_IN_HELLO] != old[1]:
            raise NothingOfferedError(f"the ClientHello does not offer {self._offer} but {sent[_VERSION_IN_HELLO]!r}")

    def _facts(self, connection: ssl.SSLObject, trusted: str) -> dict[str, Any]:
        cipher = connection.cipher()
        known = {openssl: name for name, openssl in SUITES.items()}
        shown = connection.getpeercert(binary_form=True)
        certificate = certificate_facts(x509.load_der_x509_certificate(shown)) if shown else {}
        return {
            "version": connection.version(),
            "cipher": known.get(cipher[0], cipher[0]) if cipher else None,
            "compression": connection.compression(),
            "certificate": {**certificate, "trusted": trusted},
        }


def certificate_facts(certificate: x509.Certificate) -> dict[str, Any]:
    """Return the properties concerned by A00.FR.501 to FR.510, as plain data."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    key = certificate.public_key()
    return {
        "commonName": [str(name.value) for name in names],
        "issuer": certificate.issuer.rfc4514_string(),
        "keyType": _key_type(key),
        "keyBits": getattr(key, "key_size", None),
        "serialNumber": f"{certificate.serial_number:x}",
        "validFrom": certificate.not_valid_before_utc.isoformat(),
        "validTo": certificate.not_valid_after_utc.isoformat(),
    }


def _key_type(key: object) -> str:
    match key:
        case rsa.RSAPublicKey():
            return "RSA"
        case ec.EllipticCurvePublicKey():
            return "EC"
        case dsa.DSAPublicKey():
            return "DSA"
    return type(key).__name__


def _context(offer: Offer, trust: str | None, *, verified: bool) -> ssl.SSLContext:
    context = client_context(trust)
    context.check_hostname = False  # the name is judged separately, by OCPP's rules
    context.verify_mode = ssl.CERT_REQUIRED if verified else ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions of TLS are tested here
        version = OLD_VERSIONS[offer.version][0] if offer.version in OLD_VERSIONS else ssl.TLSVersion.TLSv1_2
        context.minimum_version = context.maximum_version = version
    context.set_ciphers(SUITES[offer.suite] if offer.suite is not None else _SUITES_OF_OLD)
    if offer.client is not None:
        show(context, offer.client)
    return context


def _words(error: ssl.SSLError) -> str:
    reason = (error.reason or str(error)).lower().replace("_", " ")
    return f"TLS alert: {reason.partition('alert ')[2] or reason}" if "alert" in reason else reason
