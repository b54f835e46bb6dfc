"""CSMSs with one fault each that cannot be simulated on the link between station and CSMS."""

import ssl
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from plugfest.csms.blocks.m_certificates import installed
from plugfest.csms.net import handshake
from plugfest.csms.pki import folder, ocsp, requests, responders, tls
from plugfest.csms.pki.authority import new_root
from plugfest.csms.session import session
from plugfest.csms.store import certificates, stations
from plugfest.scenarios.certificates.pki import Pki
from plugfest.scenarios.certificates.table import CertificateTable

from .conftest import violated

CASES = "A_04 A_06 A_07 A_08 A_09 A_10 A_11 A_12 A_19 M_20 M_24 C_50 C_51 C_52".split()


async def test_csms_without_a_fault_passes_every_case(bench: Any) -> None:
    async with bench() as good:
        records = {case: await good.plays(f"TC_{case}") for case in CASES}
    assert {case: record["verdict"] for case, record in records.items()} == dict.fromkeys(CASES, "PASS")
    assert not any(violated(record, weight) for record in records.values() for weight in ("advised", "beyond"))


def changed_context(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    make = tls.ServerTls._make

    def changed(self: Any) -> ssl.SSLContext:
        context = make(self)
        change(context)
        return context

    monkeypatch.setattr(tls.ServerTls, "_make", changed)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_old_tls_versions_fail(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def old(context: ssl.SSLContext) -> None:
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")

    changed_context(monkeypatch, old)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_06")
    assert record["verdict"] == "FAIL"
    said = violated(record)
    assert any(text.startswith("the TLS handshake with TLS 1.0 must be refused, was completed") for text in said)
    assert any(text.startswith("the TLS handshake with TLS 1.1 must be refused, was completed") for text in said)


@pytest.mark.parametrize(
    ("suites", "missing"),
    [
        ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
        ("AES128-GCM-SHA256:AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    ],
)
async def test_missing_cipher_suite_fails(
    bench: Any, monkeypatch: pytest.MonkeyPatch, suites: str, missing: str
) -> None:
    changed_context(monkeypatch, lambda context: context.set_ciphers(suites))
    async with bench() as flawed:
        for case in ("TC_A_04", "TC_A_07"):
            record = await flawed.plays(case)
            assert record["verdict"] == "FAIL"
            assert any(text.startswith(f"the TLS handshake with {missing} must succeed") for text in violated(record))


async def test_short_rsa_key_fails(bench: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    weak = {**folder.SERVERS, "server-rsa": lambda: rsa.generate_private_key(65537, 1024)}
    monkeypatch.setattr(folder, "SERVERS", weak)
    monkeypatch.setattr(tls, "_SUITES", f"{tls._SUITES}:@SECLEVEL=0")
    async with bench(pki=tmp_path / "weak") as flawed:
        record = await flawed.plays("TC_A_04")
    assert record["verdict"] == "FAIL"
    assert "certificate.keyBits must be at least 2048, was 1024" in violated(record)


async def test_server_certificate_for_another_name_fails(bench: Any, tmp_path: Any) -> None:
    async with bench(pki=tmp_path / "other", server_name="csms.example.com") as flawed:
        addresses = flawed.run_context.description.addresses
        for profile in (2, 3):
            here = addresses[profile].url.replace("csms.example.com", "localhost")
            object.__setattr__(addresses[profile], "url", here)
        record = await flawed.plays("TC_A_04")
    assert record["verdict"] == "FAIL"
    assert any("certificate.commonName must be 'localhost'" in text for text in violated(record))


async def test_unchecked_client_certificates_fail(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_context(monkeypatch, lambda context: setattr(context, "verify_mode", ssl.CERT_NONE))
    monkeypatch.setattr(handshake, "_certificate_problem", lambda *_: None)
    monkeypatch.setattr(session.Session, "_has_other_serial_number", lambda *_: False)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_08")
    assert [each["verdict"] for each in record["plays"]] == ["FAIL"] * 3


async def test_certificate_of_another_station_accepted_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshake, "_certificate_problem", lambda *_: None)
    monkeypatch.setattr(session.Session, "_has_other_serial_number", lambda *_: False)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_08")
    verdicts = {each["variant"]["flaw"]: each["verdict"] for each in record["plays"]}
    assert verdicts == {
        "signed by an unknown authority": "PASS",
        "expired": "PASS",
        "of another station": "FAIL",
    }


async def test_certificate_checked_at_the_boot_passes(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is late, as OCPP allows (B01.FR.12)."""
    judge = handshake._certificate_problem
    monkeypatch.setattr(handshake, "_certificate_problem", lambda *_: None)
    monkeypatch.setattr(
        session.Session, "_has_other_serial_number", lambda self, _: _has_another_certificate(self, judge)
    )
    async with bench() as late:
        record = await late.plays("TC_A_08")
    assert record["verdict"] == "PASS"


def _has_another_certificate(opened: Any, judge: Any) -> bool:
    shown = tls.client_certificate(opened._link.socket.transport)
    station = {"id": opened._link.station, "provisioned_serial_number": None, "serial_number": None}
    return judge(station, shown, ()) is not None


async def test_accepted_old_password_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stations, "take_offered_password", lambda *_: None)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_09")
    assert record["verdict"] == "FAIL"
    assert any("must be refused by HTTP or a cut connection, was accepted" in text for text in violated(record))


async def test_use_of_a_password_rejected_by_the_station_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    take, offer = stations.take_offered_password, stations.offer_password

    def swap(db: Any, station: str, password_hash: str | None) -> None:
        take(db, station) if password_hash is None else offer(db, station, password_hash)

    monkeypatch.setattr(stations, "offer_password", swap)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_10")
    assert record["verdict"] == "FAIL"
    assert any("must be accepted, was refused by HTTP" in text for text in violated(record))


async def test_accepted_old_security_profile_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stations, "raise_security_profile", lambda *_: None)
    async with bench() as flawed:
        record = await flawed.plays("TC_A_19")
    assert [each["verdict"] for each in record["plays"]] == ["FAIL", "FAIL"]
    assert any("was accepted" in text for text in violated(record))


async def test_certificate_for_another_key_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "_key_of", lambda _: ec.generate_private_key(ec.SECP256R1()).public_key())
    async with bench() as flawed:
        for case in ("TC_A_11", "TC_A_12"):
            record = await flawed.plays(case)
            assert record["verdict"] == "FAIL"
            assert any("must begin with a certificate for the key of the CSR" in text for text in violated(record))


async def test_certificate_signed_under_another_root_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = new_root("Somebody's root", "Somebody")
    sign = requests.signed

    def signed(request: Any, kind: str, pki: Any) -> Any:
        monkeypatch.setattr(folder.Pki, "csms", stranger)
        monkeypatch.setattr(folder.Pki, "v2g", stranger)
        return sign(request, kind, pki)

    monkeypatch.setattr(requests, "signed", signed)
    async with bench() as flawed:
        for case, root in (("TC_A_11", "CSMS root"), ("TC_A_12", "V2G root")):
            record = await flawed.plays(case)
            assert record["verdict"] == "FAIL"
            assert any(f"must lead to the configured {root}" in text for text in violated(record))


@pytest.mark.parametrize(
    ("field", "encode", "weight"),
    [
        ("serialNumber", lambda text: text[::-1], "required"),
        ("issuerKeyHash", lambda text: text[:-2] + "00", "required"),
        ("issuerNameHash", str.upper, "beyond"),
    ],
)
async def test_changed_notation_of_hash_data_passes_or_fails_by_its_type(
    bench: Any, monkeypatch: pytest.MonkeyPatch, field: str, encode: Any, weight: str
) -> None:
    reported = certificates.all_installed

    def anew(db: Any, station: str) -> Any:
        return [
            {**each, "hashData": {**each["hashData"], field: encode(each["hashData"][field])}}
            for each in reported(db, station)
        ]

    monkeypatch.setattr(certificates, "all_installed", anew)
    monkeypatch.setattr(installed, "_is_meant", lambda *_: True)
    async with bench() as flawed:
        record = await flawed.plays("TC_M_20")
    assert any(f"certificateHashData.{field} must be" in text for text in violated(record, weight))
    assert record["verdict"] == ("FAIL" if weight == "required" else "PASS")


async def test_unverified_ocsp_response_is_reported_beyond_part_6(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocsp, "_check_signature", lambda *_: None)
    async with bench() as flawed:
        record = await flawed.plays("TC_C_51")
    assert record["verdict"] == "PASS"  # Part 6 does not ask for it
    assert violated(record, "beyond") == ["certificateStatus must be there and not 'Accepted', was 'Accepted'"]


async def test_missing_ocsp_request_fails(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def good(*_: Any) -> ocsp.Answer:
        return ocsp.Answer(b"", ocsp.GOOD, None)

    monkeypatch.setattr(responders, "ask", good)
    async with bench() as flawed:
        records = [await flawed.plays(case) for case in ("TC_C_50", "TC_C_51", "TC_C_52", "TC_M_24")]
    assert [record["verdict"] for record in records] == ["FAIL"] * 4
    for record in (records[0], records[2]):
        assert any("an OCSP request for the contract certificate must have come" in text for text in violated(record))


async def test_ocsp_request_for_one_certificate_only_is_a_warning(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Part 6 does not say how many requests there have to be: a warning (C07.FR.05)."""
    monkeypatch.setattr(
        "plugfest.csms.blocks.c_authorization.contracts._hash_data",
        lambda request: request.payload["iso15118CertificateHashData"][:1],
    )
    async with bench() as flawed:
        record = await flawed.plays("TC_C_50")
    assert record["verdict"] == "PASS"
    assert len(violated(record, "advised")) == 2


async def test_refusal_for_an_unknown_root_is_inconclusive(bench: Any) -> None:
    """A CSMS that does not trust the suite's root refuses all its certificates, flawed or not."""
    async with bench() as careful:
        careful.run_context.pki = Pki(CertificateTable())
        record = await careful.plays("TC_A_08")
    verdicts = {each["variant"]["flaw"]: each["verdict"] for each in record["plays"]}
    assert verdicts == {
        "signed by an unknown authority": "PASS",
        "expired": "INCONCLUSIVE",
        "of another station": "INCONCLUSIVE",
    }
    causes = [each["cause"] for each in record["plays"] if each["cause"]]
    assert {cause["code"] for cause in causes} == {"configured-value-missing"}
    assert all("have the CSMS trust station-root.pem" in cause["text"] for cause in causes)
