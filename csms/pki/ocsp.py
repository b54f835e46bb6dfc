"""OCSP (RFC 6960): requests to responders, and verification of their answers."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from plugfest.csms.pki.paths import MAX_HELPERS, NoPath, PathSearch, issued
from plugfest.csms.pki.reading import whole

_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_ALGORITHMS: Final[dict[str, hashes.HashAlgorithm]] = {
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
}
GOOD: Final = "good"
REVOKED: Final = "revoked"
UNKNOWN: Final = "unknown"
_STATES: Final = {
    ocsp.OCSPCertStatus.GOOD: GOOD,
    ocsp.OCSPCertStatus.REVOKED: REVOKED,
    ocsp.OCSPCertStatus.UNKNOWN: UNKNOWN,
}


class NoAnswer(Exception):
    """Raised when there is no verified answer; the text says why."""


class CertId(msgspec.Struct, frozen=True):
    """The identifier of a certificate: hashes of its issuer's name and key, and its serial number."""

    algorithm: str
    """"SHA256", "SHA384" or "SHA512"."""
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial_number: int

    @property
    def key(self) -> str:
        """Return a cache key."""
        parts = (self.issuer_name_hash.hex(), self.issuer_key_hash.hex(), f"{self.serial_number:x}")
        return ":".join((self.algorithm, *parts))

    def request(self) -> ocsp.OCSPRequest:
        """Return the OCSP request. Raises NoAnswer for hashes of the wrong length."""
        algorithm = _ALGORITHMS[self.algorithm]
        try:
            return (
                ocsp.OCSPRequestBuilder()
                .add_certificate_by_hash(self.issuer_name_hash, self.issuer_key_hash, self.serial_number, algorithm)
                .build()
            )
        except ValueError as error:
            raise NoAnswer(f"the hash data are none of {self.algorithm}: {error}") from None

    def names(self, issuer: x509.Certificate) -> bool:
        """Return whether this certificate is the identified issuer."""
        found = id_of_issuer(issuer, self.algorithm)
        return hmac.compare_digest(b"".join(found), self.issuer_name_hash + self.issuer_key_hash)


class Answer(msgspec.Struct, frozen=True):
    """A verified answer."""

    der: bytes
    status: str
    """GOOD, REVOKED or UNKNOWN."""
    good_until: datetime | None
    """The time until which it may be cached; None: not at all."""


def id_from_hash_data(data: dict[str, Any]) -> CertId:
    """Return the identifier from OCPP's hash data. Raises NoAnswer for invalid hexadecimal numbers."""
    try:
        names = bytes.fromhex(data["issuerNameHash"]), bytes.fromhex(data["issuerKeyHash"])
        return CertId(data["hashAlgorithm"], *names, int(data["serialNumber"], 16))
    except ValueError:
        raise NoAnswer("the hash data are no hexadecimal numbers") from None


def id_of(certificate: x509.Certificate, issuer: x509.Certificate, algorithm: str = "SHA256") -> CertId:
    """Return the identifier of a certificate with a given issuer."""
    return CertId(algorithm, *id_of_issuer(issuer, algorithm), certificate.serial_number)


def id_of_issuer(issuer: x509.Certificate, algorithm: str) -> tuple[bytes, bytes]:
    """Return the hashes of an issuer's name and of its key, without tag, length and algorithm."""
    key = issuer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        bits = key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        bits = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    else:
        bits = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    name = algorithm.lower()
    return hashlib.new(name, issuer.subject.public_bytes()).digest(), hashlib.new(name, bits).digest()


def responder_of(certificate: x509.Certificate) -> str | None:
    """Return the URL of the responder named in a certificate."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    for described in access:
        is_ocsp = described.access_method == x509.oid.AuthorityInformationAccessOID.OCSP
        if is_ocsp and isinstance(described.access_location, x509.UniformResourceIdentifier):
            return described.access_location.value
    return None


def read_answer(
    der: bytes, wanted: CertId, known: Iterable[x509.Certificate], roots: Sequence[x509.Certificate]
) -> Answer:
    """Return a responder's answer about this certificate. Raises NoAnswer if it cannot be verified.

    `known` are known authorities; those in the answer are used as well, if they lead to a root.
    """
    try:
        response = ocsp.load_der_ocsp_response(der)
    except ValueError:
        raise NoAnswer("the answer is no OCSP response") from None
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise NoAnswer(f"the responder says {response.response_status.name.lower()}")
    try:
        single = _single(response, wanted)
        sent = whole(islice(response.certificates, MAX_HELPERS))
        _check_signature(response, wanted, list(dict.fromkeys([*roots, *known, *sent])), roots)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NoAnswer(f"the answer cannot be read: {error}") from None
    now = datetime.now(UTC)
    until = single.next_update_utc
    if single.this_update_utc > now + _CLOCKS_DIFFER or (until is not None and until < now - _CLOCKS_DIFFER):
        raise NoAnswer("the answer is not of this time")
    return Answer(der, _STATES[single.certificate_status], until)


def _single(response: ocsp.OCSPResponse, wanted: CertId) -> ocsp.OCSPSingleResponse:
    for single in response.responses:
        same_issuer = (single.issuer_name_hash, single.issuer_key_hash) == (
            wanted.issuer_name_hash,
            wanted.issuer_key_hash,
        )
        if same_issuer and single.serial_number == wanted.serial_number:
            return single
    raise NoAnswer("the answer is about another certificate")


def _check_signature(
    response: ocsp.OCSPResponse,
    wanted: CertId,
    candidates: list[x509.Certificate],
    roots: Sequence[x509.Certificate],
) -> None:
    """Check that the issuer or a responder delegated by it signed the answer (RFC 6960, 4.2.2.2)."""
    issuers = [each for each in candidates if wanted.names(each)]
    search = PathSearch(candidates, roots)
    why: NoPath | None = None
    for signer in candidates:
        # All issuers of this name and key are the same authority, so one of them identifies its delegates.
        if (signer in issuers or (issuers and _is_delegate(signer, issuers[0]))) and _has_signed(signer, response):
            try:
                search.path_or_raise(signer)
            except NoPath as error:
                why = error
            else:
                return
    if why is not None:
        raise NoAnswer(f"the responder is not to be trusted: {why}")
    raise NoAnswer("the answer is not signed by the issuer of the certificate, nor by its responder")


def _is_delegate(signer: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        usages = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usages and issued(signer, issuer)


def _has_signed(signer: x509.Certificate, response: ocsp.OCSPResponse) -> bool:
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True
