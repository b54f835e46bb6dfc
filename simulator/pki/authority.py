"""Test authorities: roots, subordinates, and issued certificates, including flawed ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey
DAY: Final = timedelta(days=1)
CLIENT: Final = ExtendedKeyUsageOID.CLIENT_AUTH
OCSP_SIGNING: Final = ExtendedKeyUsageOID.OCSP_SIGNING


@dataclass(frozen=True)
class Life:
    """The validity period of a certificate, relative to now."""

    begins: timedelta = -DAY
    ends: timedelta = 365 * DAY


EXPIRED: Final = Life(-30 * DAY, -DAY)


@dataclass(frozen=True)
class Issued:
    """A certificate with its private key, and the certificates above it, nearest first, without the root."""

    certificate: x509.Certificate
    key: Key = field(repr=False)
    above: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The certificate and those above it, without the root."""
        return (self.certificate, *self.above)

    @property
    def chain_pem(self) -> str:
        """The chain as PEM, the certificate itself first."""
        return pem(*self.chain)

    @property
    def key_pem(self) -> str:
        """The private key as PEM."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True)
class Authority(Issued):
    """A certificate authority."""

    @property
    def is_root(self) -> bool:
        """Whether it is self-signed."""
        return self.certificate.issuer == self.certificate.subject

    def subordinate(self, name: x509.Name, *, ocsp: str | None = None) -> Authority:
        """Return a new authority under this one; `ocsp` is the URL of its responder."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(name, key.public_key(), Life()).add_extension(_USAGE_OF_AN_AUTHORITY, critical=True)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        return Authority(self._sign(builder, ocsp), key, self._above)

    def issue(
        self,
        name: x509.Name,
        *,
        life: Life | None = None,
        usages: tuple[x509.ObjectIdentifier, ...] = (),
        ocsp: str | None = None,
    ) -> Issued:
        """Return a certificate for a station, a contract or a responder, with a new key."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(name, key.public_key(), life or Life())
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_USAGE_OF_A_LEAF, critical=True)
        if usages:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        return Issued(self._sign(builder, ocsp), key, self._above)

    @property
    def _above(self) -> tuple[x509.Certificate, ...]:
        return () if self.is_root else (self.certificate, *self.above)

    def _sign(self, builder: x509.CertificateBuilder, ocsp: str | None) -> x509.Certificate:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.issuer_name(self.certificate.subject).add_extension(identifier, critical=False)
        if ocsp is not None:
            place = x509.UniformResourceIdentifier(ocsp)
            described = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
            builder = builder.add_extension(x509.AuthorityInformationAccess([described]), critical=False)
        return builder.sign(self.key, SHA256())


def new_root(name: x509.Name) -> Authority:
    """Return a new self-signed root."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, key.public_key(), Life(ends=3650 * DAY)).issuer_name(name)
    builder = builder.add_extension(_USAGE_OF_AN_AUTHORITY, critical=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Authority(builder.sign(key, SHA256()), key)


def subject(common_name: str, organization: str, *, country: str | None = None, unit: str | None = None) -> x509.Name:
    """Return a subject by OCPP's certificate properties (A00.FR.509 to FR.511)."""
    parts = (
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value is not None])


def pem(*certificates: x509.Certificate) -> str:
    """Certificates as PEM, one after the other."""
    return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in certificates)


def _builder(name: x509.Name, key: ec.EllipticCurvePublicKey, life: Life) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + life.begins)
        .not_valid_after(now + life.ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


_USAGE_OF_AN_AUTHORITY: Final = _usage(authority=True)
_USAGE_OF_A_LEAF: Final = _usage(authority=False)
