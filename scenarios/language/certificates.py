"""Certificates in a scenario: those that Part 6 calls configured, and those that are wrong on purpose."""

from collections.abc import Callable
from typing import Final, TypeVar

from cryptography import x509

from plugfest.scenarios.certificates.pki import NoSuchCertificateError
from plugfest.scenarios.matching.matchers import Matcher
from plugfest.scenarios.stage.stage import Stage
from plugfest.scenarios.stage.stops import Stop
from plugfest.simulator.connection.tls import ClientCertificate
from plugfest.simulator.device.certificate_checks import HashAlgorithm, certificates_in, hash_data
from plugfest.simulator.pki.authority import pem

T = TypeVar("T")
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

    def _made(self, make: Callable[[], T]) -> T:
        try:
            return make()
        except NoSuchCertificateError as error:
            raise Stop("configured-value-missing", f"{error}") from None
