"""Verification of a firmware image's signature (L01.FR.12)."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from plugfest.simulator.device.certificate_checks import certificates_in

_SHA256 = Prehashed(hashes.SHA256())
_RSA_PADDINGS = (padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO), padding.PKCS1v15())


def objection(sha256: bytes, certificate: str, signature: str) -> str | None:
    """Return the objection to the image with this SHA-256 digest; None if certificate and signature match it.

    The certificate is PEM, the signature base64. ECDSA and RSA signatures (PSS or PKCS #1) of SHA-256 are supported.
    """
    chain = certificates_in(certificate)
    if not chain:
        return "its signing certificate cannot be read"
    try:
        signed = base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return "its signature is no base64"
    key = chain[0].public_key()
    match key:
        case ec.EllipticCurvePublicKey():
            fits = _fits_ecdsa(key, signed, sha256)
        case rsa.RSAPublicKey():
            fits = _fits_rsa(key, signed, sha256)
        case _:
            return f"its signing certificate has a key of a kind that is not known ({type(key).__name__})"
    return None if fits else "its signature was not made with the key of the signing certificate"


def _fits_ecdsa(key: ec.EllipticCurvePublicKey, signature: bytes, sha256: bytes) -> bool:
    try:
        key.verify(signature, sha256, ec.ECDSA(_SHA256))
    except InvalidSignature:
        return False
    return True


def _fits_rsa(key: rsa.RSAPublicKey, signature: bytes, sha256: bytes) -> bool:
    for scheme in _RSA_PADDINGS:
        try:
            key.verify(signature, sha256, scheme, _SHA256)
        except InvalidSignature:
            continue
        return True
    return False
