"""Certificates that the CSMS signs for stations: accepted and refused requests, and delivery."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

STATION, V2G = "ChargingStationCertificate", "V2GCertificate"


def request(name, key=None):
    key = key or ec.generate_private_key(ec.SECP256R1())
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256()
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name.from_rfc4514_string(name))
    return made.sign(key, algorithm).public_bytes(Encoding.PEM).decode(), key


@pytest.fixture
def pki(process):
    return Path(process.words["trust"]).parent


def verifies(chain, root, folder, purpose):
    """Whether `openssl verify` finds the way from the first certificate of a chain to the root."""
    certificates = x509.load_pem_x509_certificates(chain.encode())
    leaf, others = folder / "leaf.pem", folder / "others.pem"
    leaf.write_bytes(certificates[0].public_bytes(Encoding.PEM))
    others.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates[1:]))
    command = [shutil.which("openssl"), "verify", "-x509_strict", "-purpose", purpose, "-CAfile", str(root)]
    command += ["-untrusted", str(others)] if certificates[1:] else []
    done = subprocess.run([*command, str(leaf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return True


@pytest.mark.parametrize(
    "make",
    [
        lambda: ec.generate_private_key(ec.SECP256R1()),
        lambda: ec.generate_private_key(ec.SECP384R1()),
        lambda: rsa.generate_private_key(65537, 2048),
    ],
    ids=["P-256", "P-384", "RSA"],
)
@pytest.mark.parametrize(
    ("type_", "root", "purpose"), [(STATION, "csms-root.pem", "sslclient"), (V2G, "v2g-root.pem", "sslserver")]
)
async def test_openssl_verifies_the_signature(world, operator, pki, tmp_path, make, type_, root, purpose):
    station = await world.station()
    csr, key = request(f"CN={station.id},O=Somebody", make())
    assert await station.says("SignCertificate", csr=csr, certificateType=type_) == {"status": "Accepted"}
    signed = await station.is_asked("CertificateSigned")
    assert signed.payload["certificateType"] == type_
    chain = x509.load_pem_x509_certificates(signed.payload["certificateChain"].encode())
    assert chain[0].public_key() == key.public_key()
    assert chain[0].subject == x509.load_pem_x509_csr(csr.encode()).subject
    assert len(chain) == {STATION: 1, V2G: 2}[type_]
    assert verifies(signed.payload["certificateChain"], pki / root, tmp_path, purpose)
    await station.answers(signed, status="Accepted")
    await until(lambda: shown(operator, station), [{"type": type_, "state": "accepted"}])


async def test_certificate_without_a_type_has_both_usages(world, operator):
    station = await world.station()
    csr, _ = request(f"CN={station.id},O=Somebody")
    await station.says("SignCertificate", csr=csr)
    signed = await station.is_asked("CertificateSigned")
    assert "certificateType" not in signed.payload
    (both, _sub) = x509.load_pem_x509_certificates(signed.payload["certificateChain"].encode())
    usages = both.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(usages) == {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH}
    await station.answers(signed, status="Accepted")

    triggered = await operator.starts(station.id, "trigger", message="SignChargingStationCertificate")
    await station.answers(await station.is_asked("TriggerMessage"), status="Accepted")
    assert (await operator.outcome(triggered))["state"] == "done"
    await station.says("SignCertificate", csr=csr)
    signed = await station.is_asked("CertificateSigned")
    assert len(x509.load_pem_x509_certificates(signed.payload["certificateChain"].encode())) == 1
    await station.answers(signed, status="Accepted")


async def test_a_rejected_certificate_is_not_sent_again(world, operator):
    station = await world.station()
    csr, _ = request(f"CN={station.id},O=Somebody")
    await station.says("SignCertificate", csr=csr, certificateType=STATION)
    signed = await station.is_asked("CertificateSigned")
    await station.answers(signed, status="Rejected")
    event = {"type": "InvalidChargingStationCertificate", "timestamp": "2026-01-01T00:00:00Z"}
    await station.says("SecurityEventNotification", **event)
    await until(lambda: shown(operator, station), [{"type": STATION, "state": "rejected"}])
    assert station.is_left_alone()
    assert (await operator.get(f"/stations/{station.id}/security-events"))[0]["origin"] == "station"


@pytest.mark.parametrize(
    ("csr", "why"),
    [
        ("nonsense", "no PKCS #10 request"),
        (request("CN=somebody-else,O=Somebody")[0], "is not the station's serial number"),
        (request("O=Somebody")[0], "must have one common name"),
        (request("CN=a+CN=b,O=Somebody")[0], "must have one common name"),
        (request("CN=x,O=y", rsa.generate_private_key(65537, 1024))[0], "1024 bits, and needs 2048"),
        (request("CN=x,O=y", ec.generate_private_key(ec.SECP192R1()))[0], "192 bits, and needs 224"),
        (request("CN=x,O=y", ed25519.Ed25519PrivateKey.generate())[0], "neither RSA nor elliptic curve"),
    ],
    ids=["nonsense", "other name", "no name", "two names", "short RSA", "short EC", "Ed25519"],
)
async def test_unsuitable_csr_is_rejected_with_a_reason(world, operator, csr, why):
    station = await world.station()
    answer = await station.says("SignCertificate", csr=csr, certificateType=STATION)
    assert answer["status"] == "Rejected"
    assert answer["statusInfo"]["reasonCode"] == "InvalidCSR"
    assert why in answer["statusInfo"]["additionalInfo"]
    (event,) = await operator.get(f"/stations/{station.id}/security-events")
    assert (event["origin"], event["type"]) == ("csms", "InvalidCertificateSigningRequest")
    assert station.is_left_alone()


async def test_tampered_csr_is_rejected(world):
    station = await world.station()
    csr, _ = request(f"CN={station.id},O=Somebody")
    der = bytearray(x509.load_pem_x509_csr(csr.encode()).public_bytes(Encoding.DER))
    der[-3] ^= 1
    import base64

    body = base64.b64encode(bytes(der)).decode()
    tampered = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}\n-----END CERTIFICATE REQUEST-----\n"
    answer = await station.says("SignCertificate", csr=tampered, certificateType=STATION)
    assert answer["status"] == "Rejected"


@pytest.mark.parametrize("type_", [STATION, V2G])
async def test_csr_in_the_name_of_another_station_is_rejected(world, type_):
    serial_number = f"SN-VICTIM-{type_[:3]}"
    victim = await world.station(serialNumber=serial_number)
    attacker = await world.station()
    boot = {"model": "M", "vendorName": "V", "serialNumber": serial_number}
    await attacker.says("BootNotification", reason="PowerUp", chargingStation=boot)
    for name in (serial_number, victim.id):
        csr, _ = request(f"CN={name},O=Somebody")
        answer = await attacker.says("SignCertificate", csr=csr, certificateType=type_)
        assert answer["status"] == "Rejected"


async def test_chain_over_the_limit_of_the_station_is_not_sent(world, operator):
    station = await world.station()
    report = {
        "component": {"name": "SecurityCtrlr"},
        "variable": {"name": "MaxCertificateChainSize"},
        "variableAttribute": [{"value": "100"}],
    }
    await station.says(
        "NotifyReport", requestId=1, generatedAt="2026-01-01T00:00:00Z", seqNo=0, tbc=False, reportData=[report]
    )
    csr, _ = request(f"CN={station.id},O=Somebody")
    await station.says("SignCertificate", csr=csr, certificateType=STATION)

    async def outcome():
        found = await operator.get(f"/stations/{station.id}/operations")
        return [(each["name"], each["state"]) for each in found]

    await until(outcome, [("send-signed-certificate", "failed")])
    assert station.is_left_alone()


async def shown(operator, station):
    found = await operator.get(f"/stations/{station.id}/signed-certificates")
    return [{"type": each["type"], "state": each["state"]} for each in found]


async def until(look, wanted):
    """The CSMS stores an answer after it has come: look until it has."""
    async with asyncio.timeout(5):
        while (found := await look()) != wanted:
            assert len(found) <= len(wanted)


async def test_reported_serial_number_does_not_authorize_a_csr(world):
    """The victim was provisioned without a serial number, and has reported its own: the attacker reports the same."""
    victim, attacker = await world.station(), await world.station()
    for station in (victim, attacker):
        boot = {"model": "M", "vendorName": "V", "serialNumber": "SN-REPORTED"}
        await station.says("BootNotification", reason="PowerUp", chargingStation=boot)
        csr, _ = request("CN=SN-REPORTED,O=Somebody")
        answer = await station.says("SignCertificate", csr=csr, certificateType=STATION)
        assert answer["status"] == "Rejected"
    csr, _ = request(f"CN={victim.id},O=Somebody")
    assert (await attacker.says("SignCertificate", csr=csr, certificateType=STATION))["status"] == "Rejected"


async def test_serial_number_reported_by_another_station_is_ignored(world):
    victim = await world.station(serialNumber="SN-MINE")
    claims = {"model": "M", "vendorName": "V"}
    for name in ("SN-MINE", victim.id[:25]):
        attacker = await world.station()
        await attacker.says("BootNotification", reason="PowerUp", chargingStation={**claims, "serialNumber": name})
    csr, _ = request("CN=SN-MINE,O=Somebody")
    assert await victim.says("SignCertificate", csr=csr, certificateType=STATION) == {"status": "Accepted"}


async def test_confirmed_serial_number_authorizes_a_csr(world, operator):
    station = await world.station()
    boot = {"model": "M", "vendorName": "V", "serialNumber": "SN-REPORTED-2"}
    await station.says("BootNotification", reason="PowerUp", chargingStation=boot)
    reported = (await operator.get(f"/stations/{station.id}"))["serialNumber"]
    await operator.put(f"/stations/{station.id}", serialNumber=reported)
    csr, _ = request("CN=SN-REPORTED-2,O=Somebody")
    assert await station.says("SignCertificate", csr=csr, certificateType=STATION) == {"status": "Accepted"}


async def test_provisioned_serial_numbers_are_unique(world, operator):
    first = await world.provision(serialNumber="SN-ONE")
    requests = {"/stations/other": "SN-ONE", "/stations/SN-ONE": "SN-TWO", "/stations/another": first[:25]}
    for path, serial_number in requests.items():
        status, value = await operator.request("PUT", path, {"serialNumber": serial_number})
        assert (status, "another station" in str(value)) == (409, True), value
    assert (await operator.put(f"/stations/{first}", serialNumber="SN-ONE"))["provisionedSerialNumber"] == "SN-ONE"
