from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from plugfest.simulator.device import Call, Clock, Device, Refusal, Reply
from plugfest.simulator.protocol.schemas import validator

Ask = Callable[..., Reply]


def must_be_valid(calls: Iterable[Call]) -> tuple[Call, ...]:
    kept = tuple(calls)
    for call in kept:
        validator(f"{call.action}Request").validate(call.payload)
    return kept


@pytest.fixture
def device() -> Device:
    return Device(identity="CS1", clock=Clock(behind=7200))


@pytest.fixture
def checked() -> Callable[[Iterable[Call]], tuple[Call, ...]]:
    """Gives calls back that are valid by their schemas."""
    return must_be_valid


@pytest.fixture
def ask(device: Device) -> Ask:
    """Asks the device something well formed; whatever comes back is well formed too."""

    def asking(action: str, **payload: Any) -> Reply:
        validator(f"{action}Request").validate(payload)
        reply = device.reply(action, payload)
        if not isinstance(reply.answer, Refusal):
            validator(f"{action}Response").validate(reply.answer)
        must_be_valid(reply.then)
        return reply

    return asking


@pytest.fixture
def status(ask: Ask) -> Callable[..., str]:
    """Asks, and gives back the status of the answer."""

    def asking(action: str, **payload: Any) -> str:
        answer = ask(action, **payload).answer
        assert not isinstance(answer, Refusal)
        return str(answer["status"])

    return asking


@pytest.fixture
def token() -> dict[str, Any]:
    return {"idToken": "DEADBEEF", "type": "ISO14443"}


@pytest.fixture
def later() -> Callable[[float], str]:
    """A moment that many seconds from now, as OCPP writes it."""
    return lambda seconds: (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Issued:
    """A certificate and, where it is ours, the key that belongs to it."""

    certificate: x509.Certificate
    key: Any = None

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


class Pki:
    """Makes certificates."""

    def root(self, name: str, kind: str = "ec", days: tuple[int, int] = (-10, 10)) -> Issued:
        return self._make(_name(name), self._key(kind), None, True, days)

    def issue(self, issuer: Issued, name: str, *, ca: bool = False, days: tuple[int, int] = (-10, 10)) -> Issued:
        return self._make(_name(name), self._key("ec"), issuer, ca, days)

    def sign(
        self, issuer: Issued, request: x509.CertificateSigningRequest, days: tuple[int, int] = (-10, 10)
    ) -> Issued:
        return self._build(request.subject, request.public_key(), issuer.certificate.subject, issuer.key, False, days)

    def _key(self, kind: str) -> Any:
        if kind == "rsa":
            return rsa.generate_private_key(65537, 2048)
        return ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else ec.generate_private_key(ec.SECP256R1())

    def _make(self, name: x509.Name, key: Any, issuer: Issued | None, ca: bool, days: tuple[int, int]) -> Issued:
        by, signer = (issuer.certificate.subject, issuer.key) if issuer else (name, key)
        return Issued(self._build(name, key.public_key(), by, signer, ca, days).certificate, key)

    def _build(self, name: Any, public: Any, by: Any, signer: Any, ca: bool, days: tuple[int, int]) -> Issued:
        start, end = (datetime.now(UTC) + timedelta(days=day) for day in days)
        builder = x509.CertificateBuilder(by, name, public, x509.random_serial_number(), start, end).add_extension(
            x509.BasicConstraints(ca=ca, path_length=None), critical=True
        )
        digest = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        return Issued(builder.sign(signer, digest))


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@pytest.fixture(scope="session")
def pki() -> Pki:
    return Pki()
