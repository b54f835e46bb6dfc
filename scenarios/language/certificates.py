"""Certificates in a scenario: the configured ones of Part 6, and intentionally flawed ones."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, TypeVar

from cryptography import x509

from plugfest.scenarios.certificates.pki import Chain, NoSuchCertificateError
from plugfest.scenarios.certificates.requests import SigningRequest, under
from plugfest.scenarios.context.case_context import CaseContext
from plugfest.scenarios.context.stops import Stop
from plugfest.scenarios.intents import IdToken
from plugfest.scenarios.language.contracts import AskableChain, askable
from plugfest.scenarios.matching.matchers import Matcher
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.device.certificate_checks import HashAlgorithm, certificates_in, hash_data
from plugfest.simulator.pki.authority import pem, subject

T = TypeVar("T")
STATION: Final = "ChargingStationCertificate"
V2G: Final = "V2GCertificate"
_ROOTS: Final = {
    "CSMSRootCertificate": "csms_root",
    "ManufacturerRootCertificate": "manufacturer_root",
    "V2GRootCertificate": "v2g_root",
    "MORootCertificate": "mo_root",
}


Entry = dict[str, Any]
"""A CertificateHashDataChainType."""


class Root:
    """A configured root certificate with its OCPP type."""

    def __init__(self, kind: str, certificate: x509.Certificate) -> None:
        self.kind = kind
        self.certificate = certificate
        self.pem = pem(certificate)

    @property
    def itself(self) -> Matcher:
        """Require this certificate; the line breaks of its PEM are ignored."""

        def holds(actual: object) -> bool:
            return isinstance(actual, str) and certificates_in(actual) == [self.certificate]

        return Matcher("certificate", f"must be the configured {self.kind}", holds, self.pem)

    def entry(self, algorithm: HashAlgorithm = "SHA256") -> Entry:
        """Return its CertificateHashDataChainType, as a station reports it."""
        data = hash_data(self.certificate, self.certificate, algorithm)
        return {"certificateType": self.kind, "certificateHashData": data}


class Certificates:
    """The certificates of a play."""

    def __init__(self, context: CaseContext) -> None:
        self._context = context

    def root(self, kind: str) -> Root:
        """Return the configured root of this OCPP type, "CSMSRootCertificate" and the like."""
        return Root(kind, self._made(lambda: getattr(self._context.pki, _ROOTS[kind])))

    def flawed(self, flaw: str) -> ClientCertificate:
        """Return a client certificate that the CSMS must reject from this station, with its private key."""
        serial_number = self._context.station.device.serial_number
        return self._made(lambda: self._context.pki.flawed_client_certificate(serial_number, flaw))

    def good_beside(self, flaw: str) -> ClientCertificate | None:
        """Return a valid certificate of this station under the root of a flawed one.

        None if the station's own certificate is under that root.
        """
        serial_number = self._context.station.device.serial_number
        return self._made(lambda: self._context.pki.good_beside(serial_number, flaw))

    def kept(self, root: str) -> str:
        """Return the path of this root's certificate, for the person who makes the CSMS trust it."""
        folder = self._context.pki.table.folder
        return f"{folder}/{root}.pem" if folder else f"{root}.pem, which is kept once [certificates] says its folder"

    def request(self, kind: str | None = STATION) -> SigningRequest:
        """Return a new signing request for a certificate of this OCPP type; None: one certificate for both purposes.

        A station certificate has the serial number as common name (A00.FR.511), a V2G certificate the configured name.
        """
        table, serial_number = self._context.pki.table, self._context.station.device.serial_number
        if kind == STATION:
            return SigningRequest(subject(serial_number, table.organization))
        return SigningRequest(
            subject(serial_number, table.organization, country=table.country, unit=table.organizational_unit)
        )

    def under_csms_root(self) -> Matcher:
        """Require a certificate under the root that signs the certificates of charging stations."""
        return self._under(self._context.pki.table.csms_root, "CSMS root", "csms_root")

    def under_v2g_root(self) -> Matcher:
        """Require a certificate under the root that signs V2G certificates."""
        return self._under(self._context.pki.table.v2g_root, "V2G root", "v2g_root")

    def v2g_chain(self) -> AbstractAsyncContextManager[AskableChain]:
        """Return a V2G certificate of the station under two authorities.

        The OCSP responder answers for it within this context.
        """
        serial_number = self._context.station.device.serial_number

        def make(url: str) -> Chain:
            return self._made(lambda: self._context.pki.v2g_chain(serial_number, url))

        return askable(self._context, make, ("the V2G certificate", "V2G Sub-CA 2", "V2G Sub-CA 1"))

    def contract(self, emaid: IdToken) -> AbstractAsyncContextManager[AskableChain]:
        """Return the certificate of this contract under two authorities.

        The OCSP responder answers for it within this context.
        """

        def make(url: str) -> Chain:
            return self._made(lambda: self._context.pki.contract(emaid.idToken, url))

        return askable(self._context, make, ("the contract certificate", "MO Sub-CA 2", "MO Sub-CA 1"))

    def v2g_entry(self) -> Entry:
        """Return the CertificateHashDataChainType of a V2G certificate and its authorities (M03.FR.05)."""
        chain = self._made(
            lambda: self._context.pki.v2g_chain(self._context.station.device.serial_number, "http://localhost/ocsp")
        )
        own, *above = [hash_data(certificate, issuer, "SHA256") for certificate, issuer in chain.issuers]
        kind = "V2GCertificateChain"
        return {"certificateType": kind, "certificateHashData": own, "childCertificateHashData": above}

    def every_entry(self) -> list[Entry]:
        """Return the certificate entries of a station with a root of each type and a V2G certificate."""
        return [*(self.root(kind).entry() for kind in _ROOTS), self.v2g_entry()]

    @property
    def exi_schema(self) -> str:
        """Return the schema of the EV's messages, `iso15118SchemaVersion`."""
        return self._context.pki.table.exi_schema

    @property
    def installation_request(self) -> str:
        """Return an EV's CertificateInstallationReq, EXI in base64."""
        return self._context.pki.table.installation_request

    @property
    def update_request(self) -> str:
        """Return an EV's CertificateUpdateReq, EXI in base64."""
        return self._context.pki.table.update_request

    def _under(self, configured: str | None, name: str, key: str) -> Matcher:
        if configured is None:
            raise Stop("configured-value-missing", f"[certificates] does not say {key}: the {name} that the CSMS uses")
        return under(x509.load_pem_x509_certificate(configured.encode()), name)

    def _made(self, make: Callable[[], T]) -> T:
        try:
            return make()
        except NoSuchCertificateError as error:
            raise Stop("configured-value-missing", f"{error}") from None
