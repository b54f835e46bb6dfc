"""The findings of `plugfest check` about the certificates of a file."""

from pathlib import Path
from typing import Any

import pytest

from plugfest.scenarios.certificates.table import CertificateTable
from plugfest.scenarios.config.description import Address, Claims, CsmsDescription, StationEntry
from plugfest.scenarios.preflight.certificates import AUTHORITIES, certificate_findings
from plugfest.scenarios.preflight.findings import Finding, Level
from plugfest.scenarios.preflight.proposal import CheckResult
from plugfest.simulator.pki.authority import CLIENT, EXPIRED, Authority, Issued, new_root, pem, subject

ROOT = new_root(subject("root", "plugfest"))
GOOD = ROOT.issue(subject("CS-3", "plugfest"), usages=(CLIENT,))
OLD = ROOT.issue(subject("CS-3", "plugfest"), usages=(CLIENT,), life=EXPIRED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A complete folder of authorities."""
    for name in AUTHORITIES:
        keep(ROOT, tmp_path / name)
    return tmp_path


def keep(authority: Authority, path: Path) -> None:
    path.with_suffix(".pem").write_text(pem(authority.certificate))
    path.with_suffix(".key").write_text(authority.key_pem)


def station(issued: Issued, key: str | None = None) -> StationEntry:
    pems = {"certificate": issued.chain_pem, "key": key or issued.key_pem}
    return StationEntry(identity="CS-3", security_profile=3, **pems)


def found(folder: Path | None, station: StationEntry | None, **table: Any) -> tuple[list[Finding], str]:
    description = CsmsDescription(
        name="test",
        addresses={3: Address(url="wss://h/{station}")},
        stations=(station,) if station else (),
        certificates=CertificateTable(folder=folder and str(folder), **{"csms_root": pem(ROOT.certificate), **table}),
        claims=Claims(profiles=frozenset({"core", "advanced-security"})),
    )
    learnt = CheckResult()
    return list(certificate_findings(description, learnt)), learnt.proposal()


def only(findings: list[Finding], level: Level) -> str:
    (finding,) = findings
    assert finding.level is level
    return finding.text


def test_complete_certificates_are_no_finding(folder: Path) -> None:
    assert found(folder, station(GOOD)) == ([], "")


def test_profile_3_without_a_certificate_proposes_a_station(folder: Path) -> None:
    findings, proposal = found(folder, None)
    assert "no ordinary station has a certificate" in only(findings, Level.PROBLEM)
    assert f"-CA {folder}/station-root.pem -CAkey {folder}/station-root.key" in proposal
    assert 'certificate = { file = "CS-3.pem" }' in proposal


def test_expired_certificates_are_problems(folder: Path) -> None:
    assert "of station CS-3: CN=CS-3,O=plugfest expired on 2" in only(found(folder, station(OLD))[0], Level.PROBLEM)
    findings, _ = found(folder, station(GOOD), csms_root=OLD.chain_pem)
    assert only(findings, Level.PROBLEM).startswith("[certificates] csms_root: ")


def test_an_expired_certificate_that_is_valid_is_a_problem(folder: Path) -> None:
    findings, _ = found(folder, station(GOOD), expired=GOOD.chain_pem, expired_key=GOOD.key_pem)
    assert "is still valid" in only(findings, Level.PROBLEM)


def test_key_of_another_certificate_is_a_problem(folder: Path) -> None:
    assert "does not belong to its key" in only(found(folder, station(GOOD, OLD.key_pem))[0], Level.PROBLEM)


def test_missing_folder_and_missing_root_are_proposed() -> None:
    findings, proposal = found(None, station(GOOD), csms_root=None)
    assert [finding.level for finding in findings] == [Level.PROBLEM, Level.NOTE]
    assert proposal == '[certificates]\nfolder = "certificates"\n\n[certificates.csms_root]\nfile = "csms-root.pem"\n'


def test_incomplete_folder_is_named(folder: Path) -> None:
    (folder / "v2g-root.pem").unlink()
    (folder / "mo-root.key").unlink()
    (folder / "station-root.pem").unlink()
    (folder / "station-root.key").unlink()
    said = [finding.text for finding in found(folder, station(GOOD))[0]]
    assert any("v2g-root.key is there without v2g-root.pem" in text for text in said)
    assert any("mo-root.pem has no mo-root.key beside it" in text for text in said)
    assert any("station-root.pem made just now" in text for text in said)
    assert len(said) == 3
    assert (folder / "station-root.key").is_file()
