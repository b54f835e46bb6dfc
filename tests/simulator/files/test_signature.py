"""A firmware is installed only if its certificate's key has signed it."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.scenarios.config import firmware
from plugfest.simulator.files.signature import objection

IMAGE = b"the firmware"
DIGEST = hashlib.sha256(IMAGE).digest()
SHA256 = hashes.SHA256()
EC, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)


def certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Manufacturer")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    return (
        builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256)
        .public_bytes(Encoding.PEM)
        .decode()
    )


def base(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        (EC, EC.sign(IMAGE, ec.ECDSA(SHA256))),
        (RSA, RSA.sign(IMAGE, padding.PKCS1v15(), SHA256)),
        (RSA, RSA.sign(IMAGE, padding.PSS(padding.MGF1(SHA256), 32), SHA256)),
    ],
    ids=["ecdsa", "pkcs1", "pss"],
)
def test_signature_by_the_key_of_the_certificate_is_valid(key, signature):
    assert objection(DIGEST, certificate(key), base(signature)) is None
    assert "was not made" in (objection(hashlib.sha256(b"another").digest(), certificate(key), base(signature)) or "")


def test_signature_by_another_key_is_invalid():
    theirs = ec.generate_private_key(ec.SECP256R1()).sign(IMAGE, ec.ECDSA(SHA256))
    assert "was not made" in (objection(DIGEST, certificate(EC), base(theirs)) or "")
    assert "was not made" in (objection(DIGEST, certificate(RSA), base(theirs)) or "")


def test_unreadable_signature_or_certificate_is_reported():
    good = base(EC.sign(IMAGE, ec.ECDSA(SHA256)))
    assert "certificate cannot be read" in (objection(DIGEST, "no PEM", good) or "")
    assert "no base64" in (objection(DIGEST, certificate(EC), "~~~") or "")
    assert "Ed25519" in (objection(DIGEST, certificate(ed25519.Ed25519PrivateKey.generate()), good) or "")


def test_built_in_firmware_is_signed():
    digest = hashlib.sha256(firmware.IMAGE).digest()
    assert objection(digest, firmware.SIGNING_CERTIFICATE, firmware.SIGNATURE) is None
    assert hashlib.md5(firmware.IMAGE).hexdigest() == firmware.CHECKSUM
