"""Blocks A and M: passwords and certificates."""

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.x509.ocsp import OCSPRequestBuilder

from plugfest.scenarios.intents import (
    AskInstalledCertificates,
    ChangePassword,
    DeleteCertificate,
    InstallCertificate,
    Variable,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, present
from plugfest.scenarios.operators.credentials import fresh_password
from plugfest.scenarios.operators.protocol import Order

_PASSWORD = Variable("SecurityCtrlr", "BasicAuthPassword")

_HASHES: dict[str, HashAlgorithm] = {"SHA256": SHA256(), "SHA384": SHA384(), "SHA512": SHA512()}


@composes(ChangePassword)
def change_password(intent: ChangePassword, order: Order, memory: Memory) -> Payload:
    """SetVariablesRequest with a new password."""
    return {"setVariableData": [{"attributeValue": fresh_password(), **_PASSWORD.payload}]}


@composes(InstallCertificate)
def install_certificate(intent: InstallCertificate, order: Order, memory: Memory) -> Payload:
    """InstallCertificateRequest."""
    return {"certificateType": intent.type, "certificate": intent.certificate}


@composes(AskInstalledCertificates)
def installed_certificates(intent: AskInstalledCertificates, order: Order, memory: Memory) -> Payload:
    """GetInstalledCertificateIdsRequest; without types it requests all."""
    return present(certificateType=list(intent.types) or None)


@composes(DeleteCertificate)
def delete_certificate(intent: DeleteCertificate, order: Order, memory: Memory) -> Payload:
    """DeleteCertificateRequest with a root's hash data, by the algorithm that the station reports with."""
    root = x509.load_pem_x509_certificate(intent.certificate.encode())
    asked = OCSPRequestBuilder().add_certificate(root, root, _HASHES[intent.hash_algorithm]).build()
    return {
        "certificateHashData": {
            "hashAlgorithm": intent.hash_algorithm,
            "issuerNameHash": asked.issuer_name_hash.hex(),
            "issuerKeyHash": asked.issuer_key_hash.hex(),
            "serialNumber": f"{asked.serial_number:x}",
        }
    }
