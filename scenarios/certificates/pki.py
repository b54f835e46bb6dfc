"""The certificate authorities of a run, and the certificates that they issue for a play."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.ocsp.responder import Responder
from plugfest.simulator.pki.authority import (
    CLIENT,
    EXPIRED,
    Authority,
    Issued,
    new_root,
    pem,
    subject,
)

UNKNOWN_CA: Final = "signed by an unknown authority"
EXPIRED_CERTIFICATE: Final = "expired"
OTHER_STATION: Final = "of another station"
"""A flaw of a client certificate."""


class NoSuchCertificateError(Exception):
    """A certificate can be neither found nor created; the text states what to configure."""


@dataclass(frozen=True)
class Chain:
    """A certificate issued by the lower of two authorities under a root, all with their keys."""

    leaf: Issued
    subs: tuple[Authority, ...]
    """The authorities, the issuer of the leaf first."""
    root: Authority

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """Return all issuers of the chain."""
        return (*self.subs, self.root)

    @property
    def issuers(self) -> list[tuple[x509.Certificate, x509.Certificate]]:
        """Return each certificate of the chain with its issuer, the leaf first."""
        certificates = [self.leaf.certificate, *(sub.certificate for sub in self.subs), self.root.certificate]
        return list(pairwise(certificates))


@cache
def pki_of(table: CertificateTable) -> Pki:
    """Return the PKI for a `[certificates]` table, one instance per process."""
    return Pki(table)


class Pki:
    """The suite's authorities: created on first use, and kept in the table's folder if there is one."""

    def __init__(self, table: CertificateTable) -> None:
        self.table = table
        self.responder = Responder(table.ocsp_host, table.ocsp_port, table.ocsp_url)
        self.trusted_by_csms = False
        """An operator has made the CSMS trust these roots."""
        self._roots: dict[str, Authority] = {}

    @property
    def station_root(self) -> x509.Certificate:
        """Return the root of stations' client certificates: the CSMS must trust it."""
        return self._certificate("station-root")

    @property
    def manufacturer_root(self) -> x509.Certificate:
        """Return a manufacturer's root, to be installed on a station."""
        return self._certificate("manufacturer-root")

    @property
    def v2g_root(self) -> x509.Certificate:
        """Return a V2G root, to be installed on a station."""
        return self._certificate("v2g-root")

    @property
    def mo_root(self) -> x509.Certificate:
        """Return the mobility operator's root: the CSMS must trust it for contract certificates."""
        return self._certificate("mo-root")

    @cached_property
    def csms_root(self) -> x509.Certificate:
        """Return the CSMS's root, to be installed on a station; an unused one when none is configured."""
        given = self.table.csms_root
        return self._certificate("csms-root") if given is None else x509.load_pem_x509_certificate(given.encode())

    def client_certificate(self, serial_number: str) -> ClientCertificate:
        """Return a new client certificate for the station of this serial number (A00.FR.511)."""
        return self._client(self._root("station-root"), serial_number, f"CN={serial_number}")

    def flawed_client_certificate(self, serial_number: str, flaw: str) -> ClientCertificate:
        """Return a client certificate for that station that every CSMS must reject. Raises NoSuchCertificateError."""
        says = f"CN={serial_number}, {flaw}"
        table = self.table
        match flaw:
            case _ if flaw == UNKNOWN_CA:
                stranger = new_root(subject("A stranger's root", table.organization))
                return self._client(stranger, serial_number, says)
            case _ if flaw == EXPIRED_CERTIFICATE and table.expired and table.expired_key:
                return ClientCertificate(says, table.expired, table.expired_key)
            case _ if flaw == EXPIRED_CERTIFICATE:
                root = self._root("station-root")
                return _shown(says, root.issue(self._subject(serial_number), usages=(CLIENT,), life=EXPIRED))
            case _ if flaw == OTHER_STATION and table.other_station and table.other_station_key:
                return ClientCertificate(f"a certificate {flaw}", table.other_station, table.other_station_key)
            case _ if flaw == OTHER_STATION:
                # The station's own serial number is no part of it: by A00.FR.405 the common name must "contain" that.
                other = f"OTHER-{secrets.token_hex(6).upper()}"
                return self._client(self._root("station-root"), other, f"CN={other}, {flaw}")
        raise ValueError(f"no certificate can be flawed in this way: {flaw}")

    def good_beside(self, serial_number: str, flaw: str) -> ClientCertificate | None:
        """Return a certificate without the flaw under the same root; None when that root is not the suite's own."""
        table = self.table
        configured = {EXPIRED_CERTIFICATE: table.expired, OTHER_STATION: table.other_station}
        if flaw not in configured or configured[flaw] is not None:
            return None
        return self._client(self._root("station-root"), serial_number, f"a good CN={serial_number} of the same root")

    def contract(self, emaid: str, ocsp: str) -> Chain:
        """Return a new contract certificate under two new authorities, all without an OCSP answer so far.

        Raises NoSuchCertificateError when the CSMS cannot know its root.
        """
        if self.table.folder is None and not self.trusted_by_csms:
            raise NoSuchCertificateError(
                "[certificates] does not say folder, so no CSMS can trust the root of contract certificates: name a "
                "folder, run plugfest once, and have the CSMS trust its mo-root.pem"
            )
        return self._chain("mo-root", "Mobility Operator Sub-CA", subject(emaid, "Mobility Operator"), ocsp)

    def v2g_chain(self, serial_number: str, ocsp: str) -> Chain:
        """Return a new V2G certificate of a station under two new authorities."""
        return self._chain("v2g-root", "V2G Sub-CA", subject(serial_number, self.table.organization), ocsp)

    def _chain(self, root_name: str, sub_name: str, name: x509.Name, ocsp: str) -> Chain:
        root = self._root(root_name)
        upper = root.subordinate(subject(f"{sub_name} 1", "plugfest"), ocsp=ocsp)
        lower = upper.subordinate(subject(f"{sub_name} 2", "plugfest"), ocsp=ocsp)
        return Chain(lower.issue(name, ocsp=ocsp), (lower, upper), root)

    def _client(self, authority: Authority, serial_number: str, says: str) -> ClientCertificate:
        return _shown(says, authority.issue(self._subject(serial_number), usages=(CLIENT,)))

    def _subject(self, serial_number: str) -> x509.Name:
        return subject(serial_number, self.table.organization)

    def _certificate(self, name: str) -> x509.Certificate:
        """Return a root certificate, whose key is not needed."""
        path = self._path(f"{name}.pem")
        if path is not None and path.exists():
            return x509.load_pem_x509_certificate(path.read_bytes())
        return self._root(name).certificate

    def _root(self, name: str) -> Authority:
        if name not in self._roots:
            self._roots[name] = self._kept(name)
        return self._roots[name]

    def _kept(self, name: str) -> Authority:
        certificate, key = self._path(f"{name}.pem"), self._path(f"{name}.key")
        if certificate is None or key is None:
            return new_root(_named(name))
        if certificate.exists() and not key.exists():
            raise NoSuchCertificateError(f"{certificate} is there, but {key}, which is needed to sign with it, is not")
        if not certificate.exists():
            made = new_root(_named(name))
            certificate.parent.mkdir(parents=True, exist_ok=True)
            key.touch(mode=0o600)
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_TRUNC), "w") as file:
                file.write(made.key_pem)
            certificate.write_text(pem(made.certificate))
        private = load_pem_private_key(key.read_bytes(), None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise NoSuchCertificateError(f"{key} is no EC key: the test authorities have EC keys")
        return Authority(x509.load_pem_x509_certificate(certificate.read_bytes()), private)

    def _path(self, name: str) -> Path | None:
        return Path(self.table.folder) / name if self.table.folder is not None else None


def _named(name: str) -> x509.Name:
    return subject(f"plugfest {name}", "plugfest")


def _shown(says: str, issued: Issued) -> ClientCertificate:
    return ClientCertificate(says, issued.chain_pem, issued.key_pem)
