"""Firmware signing: a signing certificate of our own and a signature that a station can verify with it (L01.FR.11)."""

import base64
from datetime import UTC, datetime, timedelta


def signed_image(image: bytes) -> tuple[str, str]:
    """A new self-signed signing certificate (PEM) and the base64 of the image's ECDSA signature."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

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
    signature = base64.b64encode(key.sign(image, ec.ECDSA(hashes.SHA256()))).decode()
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), signature
