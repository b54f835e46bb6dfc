"""Facts about certificates: parsing, validity, issuers and hash data (M03)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HashAlgorithm = Literal["SHA256", "SHA384", "SHA512"]

_HASHES: dict[HashAlgorithm, hashes.HashAlgorithm] = {
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
}


def certificates_in(pem: str) -> list[x509.Certificate]:
    """Return the certificates of a PEM text in order; none if it has other content."""
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError:
        return []


def is_valid_at(certificate: x509.Certificate, moment: datetime) -> bool:
    """Return whether a time is in the certificate's validity period."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether a certificate has the name and the signature of an issuer."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def is_issued_by_one_of(chain: Sequence[x509.Certificate], roots: Iterable[x509.Certificate]) -> bool:
    """Return whether each certificate of a chain, leaf first, is issued by the next one, and the last one by a root."""
    linked = all(is_issued_by(child, parent) for child, parent in pairwise(chain))
    return linked and any(chain[-1] == root or is_issued_by(chain[-1], root) for root in roots)


def hash_data(certificate: x509.Certificate, issuer: x509.Certificate, algorithm: HashAlgorithm) -> dict[str, str]:
    """Return a CertificateHashDataType: hashes of issuer name and key as in RFC 6960, serial number in hex."""
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": _digest(issuer.subject.public_bytes(), algorithm),
        "issuerKeyHash": _digest(_key_bits(issuer), algorithm),
        "serialNumber": f"{certificate.serial_number:x}",
    }


def _digest(data: bytes, algorithm: HashAlgorithm) -> str:
    digest = hashes.Hash(_HASHES[algorithm])
    digest.update(data)
    return digest.finalize().hex()


def _key_bits(certificate: x509.Certificate) -> bytes:
    """Return the bits of the public key in the certificate, without tag, length and algorithm."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
