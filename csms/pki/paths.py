"""Certification paths (RFC 5280, section 6) from a certificate to a trusted root.

The certificates come from peers, so the search is bounded: it is breadth first, visits every certificate once, and
verifies at most `MAX_VERIFICATIONS` signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAX_LENGTH: Final = 6
"""Certificates in a path; ISO 15118 needs four."""
MAX_HELPERS: Final = 24
"""Intermediate certificates of a peer that are considered; further ones are ignored."""
MAX_VERIFICATIONS: Final = 100
"""Signatures that are verified for one certificate; a real chain needs three."""

_Path = tuple[x509.Certificate, ...]
_Identity = tuple[bytes, bytes]


class NoPath(Exception):
    """Raised when a certificate does not lead to a trusted root; the text says why."""


class Expired(NoPath):
    """Raised when a path contains a certificate that is not valid at this time."""


def path_to_root(
    certificate: x509.Certificate,
    helpers: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    *,
    at: datetime | None = None,
) -> list[x509.Certificate]:
    """Return the path from a certificate to one of the roots, both included; `helpers` are possible intermediates.

    Raises Expired if a path fails only because of the time (`at`, by default now), NoPath if there is none.
    """
    return PathSearch(helpers, roots).path_or_raise(certificate, at)


class PathSearch:
    """Searches for paths among the same certificates; each signature is verified once."""

    def __init__(self, helpers: Iterable[x509.Certificate], roots: Sequence[x509.Certificate]) -> None:
        self._roots = frozenset(roots)
        self._issuers: dict[bytes, list[x509.Certificate]] = {}
        own = {helper: None for helper in helpers if helper not in self._roots}
        for issuer in (*dict.fromkeys(roots), *list(own)[:MAX_HELPERS]):
            self._issuers.setdefault(issuer.subject.public_bytes(), []).append(issuer)
        self._verified: dict[tuple[x509.Certificate, _Identity], bool] = {}

    @property
    def verifications(self) -> int:
        """Return how many signatures have been verified."""
        return len(self._verified)

    def path_or_raise(self, certificate: x509.Certificate, at: datetime | None = None) -> list[x509.Certificate]:
        """Return the path as `path_to_root` does, with its exceptions."""
        moment = at or datetime.now(UTC)
        path = self.path(certificate, moment)
        if path is not None:
            return list(path)
        path = self.path(certificate, None)
        if path is None:
            raise NoPath(f"{certificate.subject.rfc4514_string()} leads to no root that is trusted here")
        outdated = next(each for each in path if not _is_valid(each, moment))
        raise Expired(f"{outdated.subject.rfc4514_string()} is not valid at this time")

    def path(self, certificate: x509.Certificate, moment: datetime | None) -> _Path | None:
        """Return the shortest path of certificates that are valid at that moment; with None, at any time.

        The shortest path to a certificate allows the longest continuation, so no other has to be tried.
        """
        if moment is not None and not _is_valid(certificate, moment):
            return None
        level: list[_Path] = [(certificate,)]
        seen = {certificate}
        for _ in range(MAX_LENGTH):
            ended = next((path for path in level if path[-1] in self._roots), None)
            if ended is not None:
                return ended
            longer: list[_Path] = []
            for path in level:
                for issuer in self._issuers_of(path):
                    if issuer not in seen and (moment is None or _is_valid(issuer, moment)):
                        seen.add(issuer)
                        longer.append((*path, issuer))
            level = longer
        return None

    def _issuers_of(self, path: _Path) -> Iterator[x509.Certificate]:
        last = path[-1]
        passed = {_identity(each) for each in path}
        for issuer in self._issuers.get(last.issuer.public_bytes(), ()):
            identity = _identity(issuer)
            if identity not in passed and may_sign(issuer, below=len(path) - 1) and self._issued(last, issuer):
                yield issuer

    def _issued(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        key = certificate, _identity(issuer)
        if key not in self._verified:
            if len(self._verified) == MAX_VERIFICATIONS:
                raise NoPath(f"{MAX_VERIFICATIONS} signatures among these certificates lead to no root")
            self._verified[key] = issued(certificate, issuer)
        return self._verified[key]


def _identity(certificate: x509.Certificate) -> _Identity:
    """Return name and key of a certificate, which identify its authority (RFC 4158, 2.4.2)."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return certificate.subject.public_bytes(), key


def _is_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether a certificate has the name and the signature of its issuer."""
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def may_sign(certificate: x509.Certificate, *, below: int = 0) -> bool:
    """Return whether it is a certificate of an authority that may have this many authorities below it."""
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
