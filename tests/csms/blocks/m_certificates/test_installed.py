"""Certificates on a station: stored as reported, and identified to it without any change."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from plugfest.csms.pki.authority import new_root
from plugfest.simulator.device.certificate_checks import hash_data

KIND = "CSMSRootCertificate"


@pytest.fixture(scope="module")
def root():
    return new_root("A root", "Somebody").certificate


@pytest.fixture
def pem(root):
    return root.public_bytes(Encoding.PEM).decode()


def entry(root, algorithm="SHA256", kind=KIND, **changes):
    return {"certificateType": kind, "certificateHashData": {**hash_data(root, root, algorithm), **changes}}


async def lists(station, *entries):
    asked = await station.is_asked("GetInstalledCertificateIds")
    if entries:
        await station.answers(asked, status="Accepted", certificateHashDataChain=list(entries))
    else:
        await station.answers(asked, status="NotFound")
    return asked.payload


async def test_root_certificate_is_installed(world, operator, pem):
    station = await world.station()
    operation = await operator.starts(station.id, "install-certificate", type=KIND, certificate=pem)
    asked = await station.is_asked("InstallCertificate")
    assert asked.payload == {"certificateType": KIND, "certificate": pem}
    await station.answers(asked, status="Failed")
    assert (await operator.outcome(operation))["state"] == "refused"


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
async def test_certificate_is_deleted_by_its_reported_hash_data(world, operator, root, pem, algorithm):
    station = await world.station()
    data = hash_data(root, root, algorithm)
    odd = {**data, "issuerNameHash": data["issuerNameHash"].upper(), "serialNumber": data["serialNumber"].upper()}
    other = new_root("Another root", "Somebody").certificate
    operation = await operator.starts(station.id, "delete-certificate", certificate=pem)
    await lists(station, entry(other), {"certificateType": KIND, "certificateHashData": odd})
    asked = await station.is_asked("DeleteCertificate")
    assert asked.payload == {"certificateHashData": odd}
    assert len(await operator.get(f"/stations/{station.id}/installed-certificates")) == 2
    await station.answers(asked, status="Accepted")
    assert (await operator.outcome(operation))["state"] == "done"
    (left,) = await operator.get(f"/stations/{station.id}/installed-certificates")
    assert left["hashData"] == entry(other)["certificateHashData"]


async def test_deletion_of_a_missing_certificate_fails(world, operator, root, pem):
    station = await world.station()
    almost = [
        entry(root, serialNumber="1234"),
        entry(root, issuerKeyHash="00" * 32),
        entry(root, serialNumber="no number"),
    ]
    for entries in (almost, []):
        operation = await operator.starts(station.id, "delete-certificate", certificate=pem)
        await lists(station, *entries)
        outcome = await operator.outcome(operation)
        assert (outcome["state"], outcome["detail"]) == ("failed", "the station does not report this certificate")
    assert station.is_left_alone()


async def test_failed_deletion_keeps_the_certificate(world, operator, root, pem):
    station = await world.station()
    operation = await operator.starts(station.id, "delete-certificate", certificate=pem)
    await lists(station, entry(root))
    await station.answers(await station.is_asked("DeleteCertificate"), status="Failed")
    assert (await operator.outcome(operation))["state"] == "refused"
    assert len(await operator.get(f"/stations/{station.id}/installed-certificates")) == 1


async def test_list_of_some_types_replaces_only_those_types(world, operator, root):
    station = await world.station()

    async def ask(types, *entries):
        operation = await operator.starts(station.id, "ask-installed-certificates", types=types)
        payload = await lists(station, *entries)
        await operator.outcome(operation)
        return payload

    other = "ManufacturerRootCertificate"
    assert await ask([], entry(root), entry(root, kind=other)) == {}
    assert await ask([KIND], entry(root, "SHA512")) == {"certificateType": [KIND]}
    assert await types_of(operator, station) == [other, KIND]
    await ask([other])
    assert await types_of(operator, station) == [KIND]


async def test_child_certificates_of_a_chain_are_stored(world, operator, root):
    station = await world.station()
    chain = {
        **entry(root, kind="V2GCertificateChain"),
        "childCertificateHashData": [{**hash_data(root, root, "SHA256"), "serialNumber": number} for number in "12"],
    }
    operation = await operator.starts(station.id, "ask-installed-certificates", types=["V2GCertificateChain"])
    await lists(station, chain)
    await operator.outcome(operation)
    shown = await operator.get(f"/stations/{station.id}/installed-certificates")
    assert [(each["child"], each["hashData"]["serialNumber"]) for each in shown][1:] == [(True, "1"), (True, "2")]


async def types_of(operator, station):
    return [each["type"] for each in await operator.get(f"/stations/{station.id}/installed-certificates")]


@pytest.mark.parametrize("pem", ["junk", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
async def test_invalid_certificate_is_refused(world, operator, pem):
    station = await world.station()
    started = await operator.starts(station.id, "install-certificate", type="V2GRootCertificate", certificate=pem)
    outcome = await operator.outcome(started)
    assert (outcome["state"], outcome["detail"]) == ("failed", "this is no certificate in PEM")
    status, answer = await operator.request(
        "PUT", "/firmware/junk.bin", {"location": "http://x/y", "certificate": pem, "signature": "AAAA"}
    )
    assert (status, answer["error"]) == (400, "certificate is no certificate in PEM")


async def test_certificate_is_deleted_by_given_hash_data(world, operator):
    station = await world.station()
    shown = {"hashAlgorithm": "SHA256", "issuerNameHash": "AA", "issuerKeyHash": "BB", "serialNumber": "1f"}
    await operator.starts(station.id, "delete-certificate", hashData=shown)
    assert (await station.is_asked("DeleteCertificate")).payload == {"certificateHashData": shown}
