"""The folder of certificates: existing files are used, missing ones are created."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from plugfest.csms.pki.authority import SERVER, Authority, PrivateKey, new_root, server_subject
from plugfest.csms.private_files import write_private

ORGANIZATION: Final = "Compact CSMS"
"""The organization of certificates created here."""
_SERVER_DAYS: Final = 730
_RENEW_BEFORE: Final = timedelta(days=30)
SERVERS: Final[dict[str, Callable[[], PrivateKey]]] = {
    "server-ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "server-rsa": lambda: rsa.generate_private_key(65537, 2048),
}
"""The server certificates by file name, each with the function that makes its key."""


class PkiError(OSError):
    """Raised when a file of the folder cannot be used; the text says which and why."""


@cache
def certificates_of(folder: Path) -> Pki:
    """Return the certificates in this folder, read once per process."""
    return Pki(folder)


class Pki:
    """The certificates and keys of one CSMS. Every read raises PkiError for a file that cannot be used."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._authorities: dict[str, Authority] = {}

    @property
    def csms(self) -> Authority:
        """Return the root of the CSMS: signs its server certificates and the certificates of its stations."""
        return self._authority("csms-root", lambda: new_root("Compact CSMS Root", ORGANIZATION))

    @property
    def v2g(self) -> Authority:
        """Return the authority that signs V2G certificates."""
        return self._authority("v2g-sub", lambda: self._v2g_root.subordinate("Compact CSMS V2G Sub-CA", ORGANIZATION))

    @property
    def _v2g_root(self) -> Authority:
        return self._authority("v2g-root", lambda: new_root("Compact CSMS V2G Root", ORGANIZATION))

    @property
    def v2g_root(self) -> x509.Certificate:
        """Return the root of `v2g`; its key is not needed if the operator supplies the sub-CA."""
        path = self._path("v2g-root.pem")
        return self._certificates(path)[0] if path.exists() else self._v2g_root.certificate

    def roots(self, name: str) -> list[x509.Certificate]:
        """Return the roots in an optional file: `mo-root` or `manufacturer-root`."""
        path = self._path(f"{name}.pem")
        return self._certificates(path) if path.exists() else []

    def has_server_certificates(self) -> bool:
        """Return whether the files of a server certificate exist, which may be another's and unusable."""
        return any(self._path(f"{name}.pem").exists() for name in SERVERS)

    def server_certificate(self, name: str, server_name: str) -> tuple[Path, Path]:
        """Return the files of a server certificate (`server-ecdsa` or `server-rsa`) with its chain, and of its key.

        A certificate created here is replaced for another server name, and before it expires.
        """
        certificate, key = self._path(f"{name}.pem"), self._path(f"{name}.key")
        if not (certificate.exists() and key.exists()) or self._outdated(certificate, server_name):
            private = SERVERS[name]()
            subject = server_subject(server_name, ORGANIZATION)
            made = self.csms.issue(
                private.public_key(), subject, usages=(SERVER,), days=_SERVER_DAYS, server_name=server_name
            )
            self._keep(name, (made, *self.csms.chain), private)
        return certificate, key

    def _outdated(self, path: Path, server_name: str) -> bool:
        certificate = self._certificates(path)[0]
        if certificate.issuer != self.csms.certificate.subject:
            return False  # a certificate of the operator is never replaced
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        soon = datetime.now(UTC) + _RENEW_BEFORE
        return [name.value for name in names] != [server_name] or certificate.not_valid_after_utc < soon

    def _authority(self, name: str, make: Callable[[], Authority]) -> Authority:
        if name not in self._authorities:
            certificate, key = self._path(f"{name}.pem"), self._path(f"{name}.key")
            if not certificate.exists():
                made = make()
                self._keep(name, (made.certificate, *made.above), made.key)
            first, *above = self._certificates(certificate)
            self._authorities[name] = Authority(first, _key(key), tuple(above))
        return self._authorities[name]

    def _path(self, name: str) -> Path:
        return self.folder / name

    def _certificates(self, path: Path) -> list[x509.Certificate]:
        try:
            return x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise PkiError(f"{path} holds no certificates in PEM: {error}") from error

    def _keep(self, name: str, certificates: tuple[x509.Certificate, ...], key: PrivateKey) -> None:
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # The certificate is written last: while it is missing, both are created again.
        write_private(self._path(f"{name}.key"), private)
        write_private(self._path(f"{name}.pem"), pem(*certificates).encode())


def pem(*certificates: x509.Certificate) -> str:
    """Return certificates as PEM, one after the other."""
    return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in certificates)


def _key(path: Path) -> PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise PkiError(f"{path} holds no private key in PEM without a passphrase: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise PkiError(f"{path} holds neither an EC nor an RSA key")
    return key
