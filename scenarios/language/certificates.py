"""Certificates in a scenario: those that Part 6 calls configured, and those that are wrong on purpose."""

from collections.abc import Callable
from typing import Final, TypeVar

from cryptography import x509

from plugfest.scenarios.certificates.pki import NoSuchCertificateError
from plugfest.scenarios.certificates.requests import SigningRequest, under
from plugfest.scenarios.matching.matchers import Matcher
from plugfest.scenarios.stage.stage import Stage
from plugfest.scenarios.stage.stops import Stop
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


class Root:
    """A configured root certificate, under its OCPP type."""

    def __init__(self, kind: str, certificate: x509.Certificate) -> None:
        self.kind = kind
        self.certificate = certificate
        self.pem = pem(certificate)

    @property
    def itself(self) -> Matcher:
        """The demand to be this very certificate; how its PEM is broken into lines is free."""

        def holds(actual: object) -> bool:
            return isinstance(actual, str) and certificates_in(actual) == [self.certificate]

        return Matcher("certificate", f"must be the configured {self.kind}", holds, self.pem)

    def hash_data(self, algorithm: HashAlgorithm = "SHA256") -> dict[str, str]:
        """Its CertificateHashDataType, as a station reports it."""
        return hash_data(self.certificate, self.certificate, algorithm)


class Certificates:
    """The certificates of a play."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def root(self, kind: str) -> Root:
        """The configured root of this OCPP type, "CSMSRootCertificate" and the like."""
        return Root(kind, self._made(lambda: getattr(self._stage.given.pki, _ROOTS[kind])))

    def flawed(self, flaw: str) -> ClientCertificate:
        """A client certificate that no CSMS may take from this station, with its private key."""
        serial_number = self._stage.station.device.serial_number
        return self._made(lambda: self._stage.given.pki.flawed_client_certificate(serial_number, flaw))

    def request(self, kind: str | None = STATION) -> SigningRequest:
        """A new signing request for a certificate of this OCPP type; None: one certificate for both purposes.

        A station's own has its serial number as common name (A00.FR.511), a V2G certificate what is configured.
        """
        table, serial_number = self._stage.given.pki.table, self._stage.station.device.serial_number
        if kind == STATION:
            return SigningRequest(subject(serial_number, table.organization))
        return SigningRequest(
            subject(serial_number, table.organization, country=table.country, unit=table.organizational_unit)
        )

    def under_csms_root(self) -> Matcher:
        """The demand to be signed under the root that signs the certificates of charging stations."""
        return self._under(self._stage.given.pki.table.csms_root, "CSMS root", "csms_root")

    def under_v2g_root(self) -> Matcher:
        """The demand to be signed under the root that signs V2G certificates."""
        return self._under(self._stage.given.pki.table.v2g_root, "V2G root", "v2g_root")

    def _under(self, configured: str | None, name: str, key: str) -> Matcher:
        if configured is None:
            raise Stop("configured-value-missing", f"[certificates] does not say {key}: the {name} that the CSMS uses")
        return under(x509.load_pem_x509_certificate(configured.encode()), name)

    def _made(self, make: Callable[[], T]) -> T:
        try:
            return make()
        except NoSuchCertificateError as error:
            raise Stop("configured-value-missing", f"{error}") from None
