"""Certificates: use cases A02, A03 and M03 to M05."""

from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from plugfest.simulator.device.certificate_checks import (
    HashAlgorithm,
    certificates_in,
    hash_data,
    is_issued_by,
    is_issued_by_one_of,
    is_valid_at,
)
from plugfest.simulator.device.clock import Clock
from plugfest.simulator.device.messages import Call, Handler, Payload, Reply, status
from plugfest.simulator.device.model import DeviceModel
from plugfest.simulator.protocol.field_types import field_type

STATION = "ChargingStationCertificate"
V2G = "V2GCertificate"
_CSMS_ROOT = "CSMSRootCertificate"


@dataclass(frozen=True)
class Installed:
    """A certificate in the station's store under its type; for a chain the leaf, and its sub-CAs as `children`."""

    type: str
    certificate: x509.Certificate
    issuer: x509.Certificate
    children: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True)
class Identity:
    """A certificate chain signed for the station and its private key, both PEM."""

    chain: str
    private_key: bytes = field(repr=False)


class Certificates:
    """The station's store of certificates, its own identities, and keys with pending requests.

    `hash_algorithm` is used in reports; `identities` are the signed chains by certificate type.
    """

    def __init__(self, model: DeviceModel, clock: Clock, serial_number: str) -> None:
        self._model = model
        self._clock = clock
        self._serial_number = serial_number
        self.hash_algorithm: HashAlgorithm = "SHA256"
        self.installed: list[Installed] = []
        self.identities: dict[str, Identity] = {}
        self._waiting: dict[str, ec.EllipticCurvePrivateKey] = {}
        self._model.live("SecurityCtrlr", "CertificateEntries", self._count)

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "InstallCertificate": self.install_certificate,
            "GetInstalledCertificateIds": self.get_installed_certificate_ids,
            "DeleteCertificate": self.delete_certificate,
            "CertificateSigned": self.certificate_signed,
        }

    def roots(self, certificate_type: str) -> list[x509.Certificate]:
        """Return the installed certificates of a type."""
        return [entry.certificate for entry in self.installed if entry.type == certificate_type]

    def sign_certificate(self, certificate_type: str | None = STATION) -> Call:
        """Return a SignCertificate with a request for a new key pair (A02.FR.02); the private key stays here.

        Without a type it requests one certificate for both purposes.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        for purpose in (certificate_type,) if certificate_type else (STATION, V2G):
            self._waiting[purpose] = key
        request = x509.CertificateSigningRequestBuilder().subject_name(self._subject(certificate_type))
        pem = request.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        return Call(
            "SignCertificate", {"csr": pem} | ({"certificateType": certificate_type} if certificate_type else {})
        )

    def _count(self) -> str:
        return str(len(self.installed))

    def install_certificate(self, request: Payload) -> Reply:
        """Install a root certificate if it is valid and there is space (M05)."""
        certificate_type, found = request["certificateType"], certificates_in(request["certificate"])
        if len(found) != 1 or self._clock.now() > found[0].not_valid_after_utc:
            return Reply(status("Rejected", "InvalidCertificate"))
        root = found[0]
        known = any(entry.type == certificate_type and entry.certificate == root for entry in self.installed)
        if known:
            return Reply(status("Accepted"))
        if certificate_type == _CSMS_ROOT and not self._may_replace_root(root):
            return Reply(status("Rejected", "InvalidCertificate", "It is not signed by the root that it replaces"))
        limit = self._model.variable("SecurityCtrlr", "CertificateEntries").characteristics.max_limit
        if len(self.installed) >= (limit or 0):
            return Reply(status("Rejected", "OutOfStorage"))
        self.installed.append(Installed(certificate_type, root, root))
        return Reply(status("Accepted"))

    def install_chain(self, pem: str) -> None:
        """Store a V2G certificate chain, leaf first. Raises ValueError if it is not a chain."""
        chain = certificates_in(pem)
        if not chain:
            raise ValueError("this is no PEM certificate chain")
        self.installed = [entry for entry in self.installed if entry.type != "V2GCertificateChain"]
        issuer = chain[1] if len(chain) > 1 else self._issuer_of(chain[0])
        self.installed.append(Installed("V2GCertificateChain", chain[0], issuer, tuple(chain[1:])))

    def get_installed_certificate_ids(self, request: Payload) -> Reply:
        """Report the hash data of installed certificates, of the requested types or of all (M03)."""
        wanted = set(request["certificateType"]) if "certificateType" in request else None
        found = [self._entry(entry) for entry in self.installed if wanted is None or entry.type in wanted]
        if not found:
            return Reply(status("NotFound", "NotFound"))
        return Reply(status("Accepted", certificateHashDataChain=found))

    def delete_certificate(self, request: Payload) -> Reply:
        """Delete the certificate with this hash data, unless it is the station's own (M04)."""
        wanted = comparable_hash_data(request["certificateHashData"])
        for entry in self.installed:
            if comparable_hash_data(hash_data(entry.certificate, entry.issuer, self.hash_algorithm)) == wanted:
                self.installed.remove(entry)
                return Reply(status("Accepted"))
        own = certificates_in(self.identities[STATION].chain) if STATION in self.identities else []
        for certificate in own[:1]:
            if (
                comparable_hash_data(hash_data(certificate, self._issuer_of(certificate, own), self.hash_algorithm))
                == wanted
            ):
                return Reply(status("Failed", "UnsupportedRequest", "The station's own certificate stays"))
        return Reply(status("NotFound", "NotFound"))

    def certificate_signed(self, request: Payload) -> Reply:
        """Accept a signed certificate if it is the requested one and valid (A02.FR.06), else report it (A02.FR.07)."""
        purpose, pem = request.get("certificateType", STATION), request["certificateChain"]
        objection = self._objection(purpose, pem)
        if objection:
            reported = {"type": f"Invalid{purpose}", "timestamp": self._clock.stamp(), "techInfo": objection}
            event = (Call("SecurityEventNotification", reported),) if purpose == STATION else ()
            return Reply(status("Rejected", "InvalidCertificate", objection), event)
        key = self._waiting.pop(purpose)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.identities[purpose] = Identity(pem, private)
        if purpose == V2G:
            self.install_chain(pem)
        return Reply(status("Accepted"))

    def _objection(self, purpose: str, pem: str) -> str | None:
        chain, key = certificates_in(pem), self._waiting.get(purpose)
        if len(pem) > int(self._model.value("SecurityCtrlr", "MaxCertificateChainSize")):
            return "The chain is longer than this station can hold"
        if not chain:
            return "This is no PEM certificate chain"
        if key is None or chain[0].public_key() != key.public_key():
            return "It is not made from the request that this station sent"
        if not all(is_valid_at(certificate, self._clock.now()) for certificate in chain):
            return "A certificate of the chain is not valid at this time"
        roots = self.roots(_CSMS_ROOT if purpose == STATION else "V2GRootCertificate")
        if roots and not is_issued_by_one_of(chain, roots):
            return "It is not issued under a root that this station trusts"
        return None

    def _subject(self, certificate_type: str | None) -> x509.Name:
        """Return the subject: operator as organization, serial number as common name (A00.FR.404); V2G differs."""
        organization, name = self._model.value("SecurityCtrlr", "OrganizationName"), self._serial_number
        country: list[x509.NameAttribute[str]] = []
        if certificate_type == V2G:
            organization = self._model.value("ISO15118Ctrlr", "OrganizationName")
            name = self._model.value("ISO15118Ctrlr", "SeccId")
            country = [x509.NameAttribute(NameOID.COUNTRY_NAME, self._model.value("ISO15118Ctrlr", "CountryName"))]
        return x509.Name(
            [
                *country,
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )

    def _may_replace_root(self, root: x509.Certificate) -> bool:
        """Return whether the old CSMS root signed the new one, if that is checked (M05.FR.10 to FR.12)."""
        old = self.roots(_CSMS_ROOT)
        checks = self._model.value("SecurityCtrlr", "AdditionalRootCertificateCheck") == "true"
        return not checks or not old or any(is_issued_by(root, previous) for previous in old)

    def _entry(self, entry: Installed) -> dict[str, Any]:
        algorithm = self.hash_algorithm
        payload: dict[str, Any] = {
            "certificateType": entry.type,
            "certificateHashData": hash_data(entry.certificate, entry.issuer, algorithm),
        }
        if entry.children:
            chain = list(entry.children)
            payload["childCertificateHashData"] = [
                hash_data(child, self._issuer_of(child, chain), algorithm) for child in chain[:4]
            ]
        return payload

    def _issuer_of(
        self, certificate: x509.Certificate, chain: list[x509.Certificate] | None = None
    ) -> x509.Certificate:
        """Return the issuer of a certificate if the station knows it, else the certificate itself."""
        candidates = [*(chain or []), *(entry.certificate for entry in self.installed)]
        return next((c for c in candidates if is_issued_by(certificate, c)), certificate)


def comparable_hash_data(data: Payload) -> dict[str, str]:
    """Return hash data for comparison: identifierStrings without letter case."""
    types = {name: field_type("CertificateHashDataType", name) for name in data if name != "customData"}
    return {name: data[name].casefold() if kind == "identifierString" else data[name] for name, kind in types.items()}
