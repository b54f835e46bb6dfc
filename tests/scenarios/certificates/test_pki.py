"""The suite's own certificate authorities: created for a run, or read from a folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from plugfest.scenarios.certificates.pki import (
    EXPIRED_CERTIFICATE,
    OTHER_STATION,
    UNKNOWN_CA,
    NoSuchCertificateError,
    Pki,
)
from plugfest.scenarios.certificates.requests import PEM_ONLY, SigningRequest, made_from, named, under, valid_now
from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.simulator.pki.authority import EXPIRED, new_root, pem, subject


def leaf(text: str) -> x509.Certificate:
    return x509.load_pem_x509_certificates(text.encode())[0]


def test_client_certificate_names_the_station(tmp_path: Path) -> None:
    pki = Pki(CertificateTable(organization="Owner"))
    shown = pki.client_certificate("SN1")
    certificate = leaf(shown.chain)
    certificate.verify_directly_issued_by(pki.station_root)
    assert certificate.subject.rfc4514_string() == "CN=SN1,O=Owner"
    assert "PRIVATE KEY" in shown.key
    assert "PRIVATE KEY" not in repr(shown)


def test_flawed_certificates_have_exactly_their_flaw() -> None:
    pki = Pki(CertificateTable())
    unknown, expired, other = (
        leaf(pki.flawed_client_certificate("SN1", flaw).chain)
        for flaw in (UNKNOWN_CA, EXPIRED_CERTIFICATE, OTHER_STATION)
    )
    names = [each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value for each in (unknown, expired, other)]
    assert names[:2] == ["SN1", "SN1"]
    assert names[2] != "SN1"
    with pytest.raises(ValueError, match="Issuer"):
        unknown.verify_directly_issued_by(pki.station_root)
    expired.verify_directly_issued_by(pki.station_root)
    assert expired.not_valid_after_utc < datetime.now(UTC)
    other.verify_directly_issued_by(pki.station_root)
    assert other.not_valid_after_utc > datetime.now(UTC)


def test_roots_are_created_once_and_read_from_the_folder(tmp_path: Path) -> None:
    table = CertificateTable(folder=str(tmp_path / "pki"))
    first = Pki(table)
    roots = [first.station_root, first.mo_root, first.v2g_root, first.manufacturer_root]
    again = Pki(table)
    assert [again.station_root, again.mo_root, again.v2g_root, again.manufacturer_root] == roots
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "pki").glob("*.key")} == {0o600}


def test_root_without_a_key_cannot_sign(tmp_path: Path) -> None:
    own = new_root(subject("Mine", "Me"))
    (tmp_path / "station-root.pem").write_text(pem(own.certificate))
    given = {"expired": "EXPIRED", "expired_key": "KEY", "other_station": "OTHER", "other_station_key": "KEY"}
    pki = Pki(CertificateTable(folder=str(tmp_path), **given))
    assert pki.station_root == own.certificate
    with pytest.raises(NoSuchCertificateError, match="needed to sign"):
        pki.client_certificate("SN1")
    assert pki.flawed_client_certificate("SN1", EXPIRED_CERTIFICATE).chain == "EXPIRED"
    assert pki.flawed_client_certificate("SN1", OTHER_STATION).chain == "OTHER"


def test_matchers_of_a_certificate_chain() -> None:
    root, stranger = new_root(subject("Root", "Me")), new_root(subject("Root", "Me"))
    sub = root.subordinate(subject("Sub", "Me"))
    good, old = sub.issue(subject("SN1", "Me")), sub.issue(subject("SN1", "Me"), life=EXPIRED)
    request = SigningRequest(subject("SN1", "Me"), good.key)
    assert made_from(request).holds(good.chain_pem)
    assert not made_from(request).holds(old.chain_pem)
    assert under(root.certificate, "root").holds(good.chain_pem)
    assert under(root.certificate, "root").holds(good.chain_pem + pem(root.certificate))
    assert not under(root.certificate, "root").holds(pem(good.certificate))
    assert not under(root.certificate, "root").holds(pem(sub.certificate, good.certificate))
    assert not under(stranger.certificate, "root").holds(good.chain_pem)
    assert valid_now().holds(good.chain_pem)
    assert not valid_now().holds(old.chain_pem)
    assert named("SN1").holds(good.chain_pem)
    assert not named("SN2").holds(good.chain_pem)
    assert PEM_ONLY.holds(good.chain_pem)
    for text in ("", "nonsense", good.key_pem + good.chain_pem, good.chain_pem + "more", 7, None):
        assert not PEM_ONLY.holds(text)
        assert not valid_now().holds("nonsense")


def test_signing_request_accepts_only_its_own_certificate() -> None:
    root = new_root(subject("Root", "Me"))
    issued = root.issue(subject("SN1", "Me"))
    shown = SigningRequest(subject("SN1", "Me"), issued.key).certificate(issued.chain_pem)
    assert shown is not None
    assert shown.chain == issued.chain_pem
    assert SigningRequest(subject("SN1", "Me")).certificate(issued.chain_pem) is None
    assert SigningRequest(subject("SN1", "Me")).certificate("nonsense") is None
