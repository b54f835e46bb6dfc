"""Blocks A and M: passwords and certificates."""

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.ocsp import OCSPRequestBuilder

from plugfest.scenarios.intents import (
    AskInstalledCertificates,
    ChangePassword,
    DeleteCertificate,
    InstallCertificate,
    Variable,
)
from plugfest.scenarios.operators.composer.memory import Memory, Payload, composes, given
from plugfest.scenarios.operators.fresh import fresh_password
from plugfest.scenarios.operators.protocol import Order

_PASSWORD = Variable("SecurityCtrlr", "BasicAuthPassword")


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
    """GetInstalledCertificateIdsRequest; without types it asks for all."""
    return given(certificateType=list(intent.types) or None)


@composes(DeleteCertificate)
def delete_certificate(intent: DeleteCertificate, order: Order, memory: Memory) -> Payload:
    """DeleteCertificateRequest with a root's hash data by SHA256: what the station reported, only the CSMS knows."""
    root = x509.load_pem_x509_certificate(intent.certificate.encode())
    asked = OCSPRequestBuilder().add_certificate(root, root, SHA256()).build()
    return {
        "certificateHashData": {
            "hashAlgorithm": "SHA256",
            "issuerNameHash": asked.issuer_name_hash.hex(),
            "issuerKeyHash": asked.issuer_key_hash.hex(),
            "serialNumber": f"{asked.serial_number:x}",
        }
    }
