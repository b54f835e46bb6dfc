"""Certificate signing requests of a station, and the requirements on the certificates issued for them (A02)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.scenarios.matching.matchers import Matcher
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.connection.tls_probe import certificate_facts
from plugfest.simulator.device.certificate_checks import certificates_in, is_issued_by_one_of, is_valid_at
from plugfest.simulator.pki.authority import Issued

_LEAST_BITS = {"RSA": 2048, "DSA": 2048, "EC": 224}
_PEM_LINES = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")

Chain = list[x509.Certificate]


@dataclass(frozen=True)
class SigningRequest:
    """A PKCS #10 request for a new key pair, with the private key."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False)

    @property
    def pem(self) -> str:
        """Return the request in PEM, for SignCertificate."""
        request = x509.CertificateSigningRequestBuilder().subject_name(self.name).sign(self.key, SHA256())
        return request.public_bytes(Encoding.PEM).decode()

    def answers(self, chain: Chain) -> bool:
        """Return whether a chain begins with a certificate for the key of this request."""
        return chain[0].public_key() == self.key.public_key()

    def certificate(self, chain: str) -> ClientCertificate | None:
        """Return the certificate and key that this chain gives the station; None when it is not for this request."""
        found = certificates_in(chain)
        if not found or not self.answers(found):
            return None
        return ClientCertificate("the renewed one", chain, Issued(found[0], self.key).key_pem)


def made_from(request: SigningRequest) -> Matcher:
    """Require that a chain begins with the requested certificate."""
    return _chain("made from", "must begin with a certificate for the key of the CSR", request.answers)


def under(root: x509.Certificate, name: str) -> Matcher:
    """Require that a chain, leaf first, leads to this root; the root itself may be its last certificate."""

    def leads(chain: Chain) -> bool:
        return is_issued_by_one_of(chain, [root])

    return _chain("under", f"must lead to the configured {name}, each certificate signed by the next one", leads)


def valid_now() -> Matcher:
    """Require that every certificate of a chain is valid now."""

    def valid(chain: Chain) -> bool:
        return all(is_valid_at(certificate, datetime.now(UTC)) for certificate in chain)

    return _chain("valid now", "must be valid at this time", valid)


def strong_enough() -> Matcher:
    """Require that the key of the first certificate has the length of A00.FR.502 and A00.FR.503."""

    def strong(chain: Chain) -> bool:
        facts = certificate_facts(chain[0])
        return bool(facts["keyBits"] >= _LEAST_BITS.get(facts["keyType"], 0))

    return _chain("key size", "must have a key of 2048 bits (RSA) or 224 (EC) at least", strong)


def named(common_name: str) -> Matcher:
    """Require that the first certificate has this common name and a unique serial number."""

    def bears(chain: Chain) -> bool:
        facts = certificate_facts(chain[0])
        return facts["commonName"] == [common_name] and chain[0].serial_number > 0

    return _chain("named", f"must have a serial number, and the common name {common_name!r}", bears)


PEM_ONLY = Matcher(
    "PEM",
    "must be X.509 certificates in PEM and nothing else",
    lambda actual: isinstance(actual, str) and _is_pem_only(actual),
)


def _is_pem_only(text: str) -> bool:
    blocks = text.count(_PEM_LINES[0])
    rest = text.rsplit(_PEM_LINES[1], maxsplit=1)[-1]
    begins = text.lstrip().startswith(_PEM_LINES[0])
    return begins and not rest.strip() and len(certificates_in(text)) == blocks


def _chain(rule: str, says: str, holds: Callable[[Chain], bool]) -> Matcher:
    def holds_for_pem(actual: Any) -> bool:
        chain = certificates_in(actual) if isinstance(actual, str) else []
        return bool(chain) and holds(chain)

    return Matcher(rule, says, holds_for_pem)


A_CERTIFICATE = _chain("certificate", "must be a certificate in PEM", lambda _: True)
"""Requires that a text contains any certificate."""
