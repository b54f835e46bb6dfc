"""Certification paths among certificates that a peer has made to make the search expensive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from plugfest.csms.pki.paths import MAX_HELPERS, MAX_VERIFICATIONS, Expired, NoPath, PathSearch, path_to_root

Key = ec.EllipticCurvePrivateKey
NOW = datetime.now(UTC)


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    subject: str, key: Key, issuer: str, signer: Key, *, path_length: int | None = None, days: int = 1
) -> x509.Certificate:
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])  # noqa: E731
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .sign(signer, hashes.SHA256())
    )


def _verifications(leaf: x509.Certificate, helpers: list[x509.Certificate], roots: list[x509.Certificate]) -> int:
    search = PathSearch(helpers, roots)
    with pytest.raises(NoPath):
        search.path_or_raise(leaf)
    return search.verifications


@pytest.mark.parametrize("count", [10, 20, 60])
def test_identical_issuers_are_verified_at_most_once_each(count: int) -> None:
    key = _key()
    twins = [_certificate("Twin", key, "Twin", key) for _ in range(count)]
    leaf = _certificate("Leaf", _key(), "Twin", key)
    assert _verifications(leaf, twins, []) <= count + 1


@pytest.mark.parametrize("count", [6, 12, 60])
def test_verifications_of_a_dense_graph_are_limited(count: int) -> None:
    keys = [_key() for _ in range(6)]
    pairs = [(holder, signer) for holder in keys for signer in keys][:count]
    others = [_certificate("Same", holder, "Same", signer) for holder, signer in pairs]
    leaf = _certificate("Leaf", _key(), "Same", keys[0])
    assert _verifications(leaf, others, []) <= min(MAX_VERIFICATIONS, MAX_HELPERS * len(keys))


def test_path_is_found_through_a_cross_signed_authority() -> None:
    """A cross-signed authority: one certificate has no issuer, one has expired, one has a path length of 0."""
    root_key, sub_key = _key(), _key()
    root = _certificate("Root", root_key, "Root", root_key)
    upper_key = _key()
    upper = _certificate("Upper", upper_key, "Root", root_key)
    nowhere = _certificate("Sub", sub_key, "Elsewhere", _key())
    expired = _certificate("Sub", sub_key, "Upper", upper_key, days=-1)
    good = _certificate("Sub", sub_key, "Upper", upper_key)
    low_key = _key()
    low = _certificate("Low", low_key, "Sub", sub_key)
    leaf = _certificate("Leaf", _key(), "Low", low_key)
    narrow = _certificate("Sub", sub_key, "Upper", upper_key, path_length=0)
    assert path_to_root(leaf, [nowhere, expired, narrow, good, upper, low], [root]) == [leaf, low, good, upper, root]
    with pytest.raises(Expired):
        path_to_root(leaf, [nowhere, expired, narrow, upper, low], [root])
    with pytest.raises(NoPath):
        path_to_root(leaf, [nowhere, narrow, upper, low], [root])


def test_certificates_past_the_limit_are_ignored() -> None:
    root_key, sub_key = _key(), _key()
    root, sub = _certificate("Root", root_key, "Root", root_key), _certificate("Sub", sub_key, "Root", root_key)
    leaf = _certificate("Leaf", _key(), "Sub", sub_key)
    key = _key()
    others = [_certificate("Other", key, "Other", key) for _ in range(MAX_HELPERS)]
    assert path_to_root(leaf, [sub, *others], [root]) == [leaf, sub, root]
    with pytest.raises(NoPath):
        path_to_root(leaf, [*others, sub], [root])
