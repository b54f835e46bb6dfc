"""Certificate signing requests (RFC 2986): read, and checked before anything is signed (A02, A03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from plugfest.csms.pki.authority import CLIENT, SERVER, Authority, PublicKey
from plugfest.csms.pki.names import common_names, organization_names

if TYPE_CHECKING:
    from plugfest.csms.pki.folder import Pki

STATION: Final = "ChargingStationCertificate"
V2G: Final = "V2GCertificate"
COMBINED: Final = "combined"
"""Our name for a certificate of both types, which OCPP requests by omitting the type."""
_DAYS: Final = 365
_MIN_RSA_BITS: Final = 2048
_MIN_EC_BITS: Final = 224
_USAGES: Final = {STATION: (CLIENT,), V2G: (SERVER,), COMBINED: (CLIENT, SERVER)}


class InvalidSigningRequest(Exception):
    """Raised when a request cannot be signed; the text says why."""


def read(pem: str) -> x509.CertificateSigningRequest:
    """Return a request whose signature proves possession of the private key. Raises InvalidSigningRequest."""
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        signed = request.is_signature_valid
        _ = request.subject, request.public_key()  # parsing fails here for broken ones
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise InvalidSigningRequest(f"it is no PKCS #10 request in PEM: {error}") from None
    if not signed:
        raise InvalidSigningRequest("its signature is not by the key in it")
    _key_of(request)
    return request


def check_subject(request: x509.CertificateSigningRequest, serial_number: str | None, owners: tuple[str, ...]) -> str:
    """Return the common name, for a station its serial number (A00.FR.511). Raises InvalidSigningRequest.

    `owners` are the accepted organizations; empty: any, but there must be one (A00.FR.509).
    """
    names, organizations = common_names(request.subject), organization_names(request.subject)
    if len(names) != 1:
        raise InvalidSigningRequest(f"its subject must have one common name, and has {len(names)}")
    if serial_number is not None and names[0] != serial_number:
        raise InvalidSigningRequest(
            f"its common name {names[0][:64]!r} is not the station's serial number {serial_number!r}"
        )
    if not organizations:
        raise InvalidSigningRequest("its subject names no organization")
    if owners and not set(organizations) & set(owners):
        raise InvalidSigningRequest(f"its organization {organizations[0][:64]!r} is not one that is trusted here")
    return names[0]


def signed(request: x509.CertificateSigningRequest, kind: str, pki: Pki) -> tuple[x509.Certificate, ...]:
    """Return the certificate for a request, with the chain that leads to the root, leaf first, without the root."""
    authority: Authority = pki.csms if kind == STATION else pki.v2g
    leaf = authority.issue(_key_of(request), request.subject, usages=_USAGES[kind], days=_DAYS)
    return (leaf, *authority.chain)


def _key_of(request: x509.CertificateSigningRequest) -> PublicKey:
    """Return the key after checking A00.FR.501 to A00.FR.503. Raises InvalidSigningRequest."""
    key = request.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        least = _MIN_RSA_BITS
    elif isinstance(key, ec.EllipticCurvePublicKey):
        least = _MIN_EC_BITS
    else:
        raise InvalidSigningRequest("its key is neither RSA nor elliptic curve")
    if key.key_size < least:
        raise InvalidSigningRequest(f"its key has {key.key_size} bits, and needs {least}")
    return key
