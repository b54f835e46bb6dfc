"""Firmware signing (L01.FR.11, FR.12): images that come with a signature are verified, others get one of our own."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509


class NotSigned(Exception):
    """Raised when the signature of an image is wrong or unreadable; the text says why."""


def ensure_signature(digest: bytes, certificate: str | None, signature: str | None) -> dict[str, str]:
    """Return the given `certificate` and `signature` of an image with this SHA-256 digest, or new ones.

    Raises NotSigned if the given ones do not match the image.
    """
    if certificate is None or signature is None:
        return sign(digest)
    verify(digest, certificate, signature)
    return {"certificate": certificate, "signature": signature}


def sign(digest: bytes) -> dict[str, str]:
    """Return a new self-signed signing certificate (PEM), and the base64 of the digest's ECDSA signature by its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "compact CSMS firmware signing")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    signature = key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    return {
        "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


def verify(digest: bytes, certificate: str, signature: str) -> None:
    """Verify that the certificate's key signed data with this SHA-256 digest (ECDSA; RSA by PSS or PKCS #1).

    Raises NotSigned.
    """
    from plugfest.csms.pki.reading import read_pem

    try:
        leaf = read_pem(certificate)[0]
        signed = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotSigned(f"its certificate or its signature cannot be read ({error})") from error
    if not _fits(leaf, signed, digest):
        raise NotSigned("its signature was not made with the key of the signing certificate")


def _fits(certificate: x509.Certificate, signature: bytes, digest: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    key, sha256 = certificate.public_key(), Prehashed(hashes.SHA256())
    if isinstance(key, ec.EllipticCurvePublicKey):
        try:
            key.verify(signature, digest, ec.ECDSA(sha256))
        except InvalidSignature:
            return False
        return True
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
    for scheme in (pss, padding.PKCS1v15()):
        try:
            key.verify(signature, digest, scheme, sha256)
        except InvalidSignature:
            continue
        return True
    return False
