"""Validity, issuers and hash data of certificates."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]
ALGORITHMS = {"SHA256": hashes.SHA256(), "SHA384": hashes.SHA384(), "SHA512": hashes.SHA512()}


def chains(ask: Ask, *types: str) -> list[dict[str, Any]]:
    answer = ask("GetInstalledCertificateIds", **({"certificateType": list(types)} if types else {})).answer
    assert isinstance(answer, dict)
    found: list[dict[str, Any]] = answer.get("certificateHashDataChain", [])
    assert (answer["status"] == "Accepted") == bool(found)
    return found


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("key", ["ec", "rsa", "ed25519"])
def test_hash_data_equals_that_of_an_ocsp_request(
    device: Device, ask: Ask, status: Status, pki: Any, algorithm: Any, key: str
) -> None:
    device.certificates.hash_algorithm = algorithm
    root = pki.root("CSMS Root", key)
    assert status("InstallCertificate", certificateType="CSMSRootCertificate", certificate=root.pem) == "Accepted"
    (found,) = chains(ask, "CSMSRootCertificate")
    request = (
        ocsp.OCSPRequestBuilder().add_certificate(root.certificate, root.certificate, ALGORITHMS[algorithm]).build()
    )
    assert found["certificateHashData"] == {
        "hashAlgorithm": algorithm,
        "issuerNameHash": request.issuer_name_hash.hex(),
        "issuerKeyHash": request.issuer_key_hash.hex(),
        "serialNumber": f"{request.serial_number:x}",
    }
