"""A certificate authority: its certificate, its key, and issuing certificates."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

_CLOCKS_DIFFER: Final = timedelta(hours=1)
"""Certificates are valid from this long ago, since a station's clock may be behind (errata 2.9)."""
_ROOT_LIFE: Final = timedelta(days=3650)
SERVER: Final = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT: Final = ExtendedKeyUsageOID.CLIENT_AUTH


class Authority(msgspec.Struct, frozen=True):
    """A signer. `above` has the certificates between it and its root, nearest first, without the root."""

    certificate: x509.Certificate
    key: PrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def is_root(self) -> bool:
        """Return whether it is self-signed."""
        return self.certificate.subject == self.certificate.issuer

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Return the chain that follows a certificate of this authority (A02: leaf first, no root)."""
        return () if self.is_root else (self.certificate, *self.above)

    def subordinate(self, common_name: str, organization: str) -> Authority:
        """Return a new authority under this one."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(_authority(key.public_key(), _name(common_name, organization)), self)
        return Authority(certificate, key, self.chain)

    def issue(
        self,
        public_key: PublicKey,
        subject: x509.Name,
        *,
        usages: tuple[x509.ObjectIdentifier, ...],
        days: int,
        server_name: str | None = None,
    ) -> x509.Certificate:
        """Issue a certificate for a server, a station or a V2G peer. `server_name` is a DNS name or an IP."""
        # Static RSA key exchange needs keyEncipherment (A00.FR.318 still asks for such suites).
        builder = _builder(public_key, subject, timedelta(days=days)).add_extension(
            _key_usage(encipher=isinstance(public_key, rsa.RSAPublicKey)), critical=True
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        if server_name is not None:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(server_name)]), critical=False)
        return _sign(builder, self)


def new_root(common_name: str, organization: str) -> Authority:
    """Return a new root with an elliptic curve key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(common_name, organization)
    certificate = _authority(key.public_key(), name).issuer_name(name).sign(key, hashes.SHA256())
    return Authority(certificate, key)


def server_subject(server_name: str, organization: str) -> x509.Name:
    """Return the subject: the owner's organization, and the server's name as common name (A00.FR.509, A00.FR.510)."""
    return _name(server_name, organization)


def _sign(builder: x509.CertificateBuilder, issuer: Authority) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.certificate.public_key())  # type: ignore[arg-type]  # an Authority's key is EC or RSA
    builder = builder.issuer_name(issuer.certificate.subject).add_extension(identifier, critical=False)
    if isinstance(issuer.key, rsa.RSAPrivateKey):  # A00.FR.505
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return builder.sign(issuer.key, hashes.SHA256(), rsa_padding=pss)
    return builder.sign(issuer.key, hashes.SHA256())


def _authority(public_key: PublicKey, subject: x509.Name) -> x509.CertificateBuilder:
    builder = _builder(public_key, subject, _ROOT_LIFE).add_extension(_key_usage(authority=True), critical=True)
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)


def _builder(public_key: PublicKey, subject: x509.Name, life: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(*, authority: bool = False, encipher: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=encipher,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str, organization: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
