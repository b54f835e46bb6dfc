from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from plugfest.simulator.device import Device, Reply

Ask = Callable[..., Reply]
Status = Callable[..., str]


def chains(ask: Ask, *types: str) -> list[dict[str, Any]]:
    answer = ask("GetInstalledCertificateIds", **({"certificateType": list(types)} if types else {})).answer
    assert isinstance(answer, dict)
    found: list[dict[str, Any]] = answer.get("certificateHashDataChain", [])
    assert (answer["status"] == "Accepted") == bool(found)
    return found


def csr_of(reply: Reply) -> x509.CertificateSigningRequest:
    return x509.load_pem_x509_csr(reply.then[0].payload["csr"].encode())


def test_certificates_are_listed_by_type_and_deleted_by_hash(
    device: Device, ask: Ask, status: Status, pki: Any
) -> None:
    assert chains(ask) == []
    for kind in ("CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate", "ManufacturerRootCertificate"):
        assert status("InstallCertificate", certificateType=kind, certificate=pki.root(kind).pem) == "Accepted"
    assert len(chains(ask)) == 4
    (found,) = chains(ask, "MORootCertificate")
    given = found["certificateHashData"]
    assert status("DeleteCertificate", certificateHashData={**given, "issuerKeyHash": "x"}) == "NotFound"
    upper = {**given, **{name: given[name].upper() for name in ("issuerNameHash", "serialNumber")}}
    assert status("DeleteCertificate", certificateHashData=upper) == "Accepted"
    assert status("DeleteCertificate", certificateHashData=upper) == "NotFound"
    assert chains(ask, "MORootCertificate") == []
    assert len(chains(ask, "CSMSRootCertificate", "V2GRootCertificate")) == 2
    assert device.model.value("SecurityCtrlr", "CertificateEntries") == "3"


def test_repeated_installation_has_no_effect(ask: Ask, status: Status, pki: Any) -> None:
    root = pki.root("Root").pem
    for _ in range(2):
        assert status("InstallCertificate", certificateType="CSMSRootCertificate", certificate=root) == "Accepted"
    assert len(chains(ask)) == 1


def test_invalid_certificates_are_rejected(device: Device, status: Status, pki: Any) -> None:
    kind = {"certificateType": "V2GRootCertificate"}
    assert status("InstallCertificate", **kind, certificate="-----BEGIN NONSENSE-----") == "Rejected"
    assert status("InstallCertificate", **kind, certificate=pki.root("Old", days=(-20, -10)).pem) == "Rejected"
    device.model.variable("SecurityCtrlr", "CertificateEntries").characteristics = type(
        device.model.variable("SecurityCtrlr", "CertificateEntries").characteristics
    )("integer", max_limit=1)
    assert status("InstallCertificate", **kind, certificate=pki.root("One").pem) == "Accepted"
    assert status("InstallCertificate", **kind, certificate=pki.root("Two").pem) == "Rejected"


def test_new_csms_root_must_be_signed_by_the_old_one_if_configured(device: Device, status: Status, pki: Any) -> None:
    device.model.put("SecurityCtrlr", "AdditionalRootCertificateCheck", True)
    old = pki.root("Old")
    kind = {"certificateType": "CSMSRootCertificate"}
    assert status("InstallCertificate", **kind, certificate=old.pem) == "Accepted"
    assert status("InstallCertificate", **kind, certificate=pki.root("Foreign").pem) == "Rejected"
    assert status("InstallCertificate", **kind, certificate=pki.issue(old, "New", ca=True).pem) == "Accepted"


def test_signed_certificate_belongs_to_a_new_key(device: Device, ask: Ask, status: Status, pki: Any) -> None:
    reply = ask("TriggerMessage", requestedMessage="SignChargingStationCertificate")
    request = csr_of(reply)
    assert reply.then[0].payload["certificateType"] == "ChargingStationCertificate"
    assert request.is_signature_valid
    assert request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == device.serial_number
    root = pki.root("CSMS Root")
    chain = pki.sign(root, request).pem + root.pem
    kind = {"certificateType": "ChargingStationCertificate"}
    assert status("CertificateSigned", **kind, certificateChain=chain) == "Accepted"
    identity = device.certificates.identities["ChargingStationCertificate"]
    assert identity.chain == chain
    assert "PRIVATE" not in repr(identity)
    assert status("CertificateSigned", **kind, certificateChain=chain) == "Rejected"


def test_charging_station_certificate_cannot_be_deleted(device: Device, ask: Ask, status: Status, pki: Any) -> None:
    root = pki.root("CSMS Root")
    signed = pki.sign(root, csr_of(ask("TriggerMessage", requestedMessage="SignChargingStationCertificate")))
    status("CertificateSigned", certificateChain=signed.pem + root.pem)
    request = ocsp.OCSPRequestBuilder().add_certificate(signed.certificate, root.certificate, hashes.SHA256()).build()
    wanted = {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": request.issuer_name_hash.hex(),
        "issuerKeyHash": request.issuer_key_hash.hex(),
        "serialNumber": f"{request.serial_number:x}",
    }
    assert status("DeleteCertificate", certificateHashData=wanted) == "Failed"


def test_invalid_signed_certificate_is_rejected_and_reported(
    device: Device, ask: Ask, status: Status, pki: Any
) -> None:
    root, other = pki.root("CSMS Root"), pki.root("Other")
    request = csr_of(ask("TriggerMessage", requestedMessage="SignChargingStationCertificate"))
    status("InstallCertificate", certificateType="CSMSRootCertificate", certificate=root.pem)
    bad = {
        "no certificate": "nonsense",
        "another key": pki.issue(root, "CS1").pem,
        "expired": pki.sign(root, request, days=(-20, -10)).pem,
        "foreign root": pki.sign(other, request).pem,
        "too long": pki.sign(root, request).pem + "\n" * 2000,
    }
    device.model.put("SecurityCtrlr", "MaxCertificateChainSize", 2000)
    for chain in bad.values():
        reply = ask("CertificateSigned", certificateChain=chain)
        assert isinstance(reply.answer, dict)
        assert reply.answer["status"] == "Rejected"
        (event,) = reply.then
        assert event.payload["type"] == "InvalidChargingStationCertificate"
    assert status("CertificateSigned", certificateChain=pki.sign(root, request).pem) == "Accepted"


def test_v2g_chain_is_listed_with_its_sub_cas(device: Device, ask: Ask, status: Status, pki: Any) -> None:
    root = pki.root("V2G Root")
    sub1 = pki.issue(root, "SubCA 1", ca=True)
    sub2 = pki.issue(sub1, "SubCA 2", ca=True)
    status("InstallCertificate", certificateType="V2GRootCertificate", certificate=root.pem)
    request = csr_of(ask("TriggerMessage", requestedMessage="SignV2GCertificate"))
    assert request.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    leaf = pki.sign(sub2, request)
    chain = leaf.pem + sub2.pem + sub1.pem
    assert status("CertificateSigned", certificateType="V2GCertificate", certificateChain=chain) == "Accepted"
    (found,) = chains(ask, "V2GCertificateChain")
    serials = [found["certificateHashData"]["serialNumber"]]
    serials += [child["serialNumber"] for child in found["childCertificateHashData"]]
    assert serials == [f"{each.certificate.serial_number:x}" for each in (leaf, sub2, sub1)]
    names = [child["issuerNameHash"] for child in found["childCertificateHashData"]]
    for child, issuer in zip(names, (sub1, root), strict=True):
        digest = hashes.Hash(hashes.SHA256())
        digest.update(issuer.certificate.subject.public_bytes())
        assert child == digest.finalize().hex()


def test_combined_certificate_has_no_type(ask: Ask, status: Status, pki: Any) -> None:
    reply = ask("TriggerMessage", requestedMessage="SignCombinedCertificate")
    assert "certificateType" not in reply.then[0].payload
    signed = pki.sign(pki.root("V2G Root"), csr_of(reply)).pem
    assert status("CertificateSigned", certificateChain=signed) == "Accepted"


def test_invalid_chain_is_refused(device: Device) -> None:
    with pytest.raises(ValueError, match="no PEM certificate chain"):
        device.certificates.install_chain("nothing")
