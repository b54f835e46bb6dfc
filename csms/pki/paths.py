"""Certification paths (RFC 5280, section 6): from a certificate to a root that is trusted, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_LONGEST: Final = 6
"""Certificates in a path; ISO 15118 needs four."""


class NoPath(Exception):
    """The certificate leads to no root that is trusted; the text says why."""


class Expired(NoPath):
    """There is a path, and a certificate on it is not valid at this time."""


def path_to_root(
    certificate: x509.Certificate,
    helpers: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
) -> list[x509.Certificate]:
    """The path from a certificate to one of the roots, both included; `helpers` may stand between them.

    Raises Expired where a path fails for the time alone (`at`, by default now), NoPath where there is none.
    """
    moment = at or datetime.now(UTC)
    expired: list[x509.Certificate] | None = None
    for path in _paths([certificate], list(helpers), roots):
        outdated = [each for each in path if not each.not_valid_before_utc <= moment <= each.not_valid_after_utc]
        if not outdated:
            return path
        expired = outdated
    if expired is not None:
        raise Expired(f"{expired[0].subject.rfc4514_string()} is not valid at this time")
    raise NoPath(f"{certificate.subject.rfc4514_string()} leads to no root that is trusted here")


def _paths(
    path: list[x509.Certificate], helpers: list[x509.Certificate], roots: Sequence[x509.Certificate]
) -> Iterable[list[x509.Certificate]]:
    last = path[-1]
    if last in roots:
        yield path
        return
    if len(path) == _LONGEST:
        return
    for issuer in (*roots, *helpers):
        if issuer not in path and issued(last, issuer) and may_sign(issuer, below=len(path) - 1):
            yield from _paths([*path, issuer], helpers, roots)


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether a certificate has the name and the signature of its issuer."""
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def may_sign(certificate: x509.Certificate, *, below: int = 0) -> bool:
    """Whether it is an authority's, with at most so many further authorities below it."""
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    long_enough = constraints.path_length is None or below <= constraints.path_length
    return constraints.ca and long_enough and (usage is None or usage.key_cert_sign)
