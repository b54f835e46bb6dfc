"""Parsing certificates of peers completely, so that broken ones fail when they are read."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

_UNSUPPORTED = (UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


def read_pem(text: str) -> list[x509.Certificate]:
    """Return the certificates of a PEM text, at least one. Raises ValueError if one is broken."""
    try:
        return whole(x509.load_pem_x509_certificates(text.encode()))
    except x509.InvalidVersion as error:
        raise ValueError(str(error)) from error


def whole(certificates: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificates after parsing every part. Raises ValueError for a broken or unsupported one."""
    looked_at = list(certificates)
    for certificate in looked_at:
        try:
            # cryptography parses lazily.
            _ = certificate.subject, certificate.issuer, certificate.extensions, certificate.public_key()
            _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc, certificate.signature_hash_algorithm
        except _UNSUPPORTED as error:
            raise ValueError(str(error)) from error
    return looked_at
