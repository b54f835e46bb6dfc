"""Look-alike authorities: certificates of one name that have all signed each other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

Key = ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _signed(subject: str, key: Key, signer: Key) -> x509.Certificate:
    return (
        x509.CertificateBuilder(_name("A"), _name(subject), key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )


def chain(longest: int) -> str:
    """Return PEM of a leaf and as many look-alikes as fit into so many characters."""
    key = ec.generate_private_key(ec.SECP256R1())
    text = ""
    for number in count():
        made = _signed("A" if number else "X", key, key).public_bytes(Encoding.PEM).decode()
        if len(text) + len(made) > longest:
            return text
        text += made
    raise AssertionError


@asynccontextmanager
async def responder(look_alikes: int = 60) -> AsyncIterator[dict[str, Any]]:
    """Serve OCSP answers with look-alikes; yield the request data that lead there."""
    key = ec.generate_private_key(ec.SECP256R1())
    others = [_signed("A", key, key) for _ in range(look_alikes)]

    async def answer(request: web.Request) -> web.Response:
        asked = ocsp.load_der_ocsp_request(await request.read())
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm,
            ocsp.OCSPCertStatus.GOOD, NOW - timedelta(minutes=1), NOW + timedelta(hours=1), None, None,
        )  # fmt: skip
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, others[0]).certificates(others)
        return web.Response(body=builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    request = ocsp.OCSPRequestBuilder().add_certificate(_signed("X", key, key), others[0], hashes.SHA256()).build()
    try:
        yield {
            "hashAlgorithm": "SHA256",
            "issuerNameHash": request.issuer_name_hash.hex(),
            "issuerKeyHash": request.issuer_key_hash.hex(),
            "serialNumber": f"{request.serial_number:x}",
            "responderURL": f"http://127.0.0.1:{runner.addresses[0][1]}/",
        }
    finally:
        await runner.cleanup()
