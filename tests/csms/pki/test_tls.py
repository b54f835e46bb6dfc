"""The TLS listeners, tested with independent clients: Python's ssl and the openssl command."""

import asyncio
import base64
import json
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
import websockets
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from websockets.asyncio.client import connect

from plugfest.csms.pki.authority import CLIENT, new_root
from plugfest.csms.pki.folder import certificates_of, pem
from plugfest.csms.pki.tls import ServerTls

PASSWORD = "correct horse battery"
SUITES = {
    "ECDHE-ECDSA-AES128-GCM-SHA256": ec.EllipticCurvePublicKey,
    "ECDHE-ECDSA-AES256-GCM-SHA384": ec.EllipticCurvePublicKey,
    "AES128-GCM-SHA256": rsa.RSAPublicKey,
    "AES256-GCM-SHA384": rsa.RSAPublicKey,
}


@pytest.fixture
def addresses(process):
    """Of both TLS listeners, and the file with the root."""
    return process.words["wss2"], process.words["wss3"], process.words["trust"]


def s_client(url, trust, *more):
    openssl = shutil.which("openssl")
    assert openssl is not None
    place = urlsplit(url)
    command = [openssl, "s_client", "-connect", f"{place.hostname}:{place.port}", "-CAfile", trust]
    command += ["-verify_return_error", "-verify_hostname", "localhost", *more]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=10, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("suite", "kind"), SUITES.items())
def test_openssl_connects_with_each_required_cipher_suite(addresses, suite, kind):
    code, said = s_client(addresses[0], addresses[2], "-tls1_2", "-cipher", suite)
    assert code == 0, said
    assert f"Cipher is {suite}" in said
    assert "Verify return code: 0 (ok)" in said
    assert "Compression: NONE" in said
    begin = said.index("-----BEGIN CERTIFICATE")
    shown = x509.load_pem_x509_certificate(said[begin:].encode())
    assert isinstance(shown.public_key(), kind)
    assert shown.subject.rfc4514_string().startswith("CN=localhost")


@pytest.mark.parametrize(
    ("version", "more", "let_in"),
    [
        ("-tls1_3", (), True),
        ("-tls1_2", (), True),
        ("-tls1_1", ("-cipher", "ALL:@SECLEVEL=0"), False),
        ("-tls1", ("-cipher", "ALL:@SECLEVEL=0"), False),
    ],
)
def test_openssl_connects_with_tls_1_2_and_later_only(addresses, version, more, let_in):
    code, said = s_client(addresses[0], addresses[2], version, *more)
    assert (code == 0) is let_in, said
    if not let_in:
        assert "alert protocol version" in said


@pytest.mark.parametrize("suite", ["ECDHE-ECDSA-AES128-SHA", "AES128-SHA", "ECDHE-RSA-AES128-SHA256", "AES128-CCM"])
def test_weak_cipher_suites_are_refused(addresses, suite):
    code, said = s_client(addresses[0], addresses[2], "-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0")
    assert code != 0
    assert "handshake failure" in said


async def test_security_profile_2_requires_the_password(world, addresses):
    context = ssl.create_default_context(cafile=addresses[2])
    id_ = await world.provision()
    url = addresses[0].replace("{station}", id_)
    with pytest.raises(websockets.InvalidStatus) as refused:
        await connect(url, ssl=context, subprotocols=["ocpp2.0.1"], proxy=None)
    assert refused.value.response.status_code == 401
    login = {"Authorization": "Basic " + base64.b64encode(f"{id_}:{PASSWORD}".encode()).decode()}
    async with connect(url, ssl=context, subprotocols=["ocpp2.0.1"], additional_headers=login, proxy=None) as socket:
        assert socket.subprotocol == "ocpp2.0.1"


class Maker:
    """Makes client certificates."""

    def __init__(self, folder):
        self.folder = folder
        self.root = new_root("Station Maker", "Somebody")

    def context(self, trust, name, organization="Somebody", usages=(CLIENT,)):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name.from_rfc4514_string(f"CN={name},O={organization}")
        made = self.root.issue(key.public_key(), subject, usages=usages, days=10)
        path = self.folder / "client.pem"
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_text(pem(made) + private.decode())
        context = ssl.create_default_context(cafile=trust)
        context.load_cert_chain(path)
        return context


@pytest.fixture
async def maker(operator, tmp_path):
    """A maker whom the CSMS has just learnt to trust."""
    made = Maker(tmp_path)
    status, root = await operator.request("POST", "/trusted-roots/station", {"certificate": pem(made.root.certificate)})
    assert status == 201
    yield made
    await operator.request("DELETE", f"/trusted-roots/station/{root['fingerprint']}")


async def options(url, context, **more):
    """`open`, an HTTP status, or `tls`."""
    try:
        async with connect(url, ssl=context, subprotocols=["ocpp2.0.1"], proxy=None, **more) as socket:
            if "boot" in more:
                return socket
            return "open"
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
    except (OSError, EOFError, websockets.InvalidMessage):
        return "tls"


async def test_station_connects_with_its_own_certificate_only(world, operator, addresses, maker):
    id_ = await world.provision(serialNumber="SN 4711")
    url = addresses[1].replace("{station}", id_)
    assert await options(url, maker.context(addresses[2], "SN 4711")) == "open"
    assert await options(url, maker.context(addresses[2], "SN 4712")) == 403
    assert await options(url, maker.context(addresses[2], id_)) == 403
    assert await options(url, ssl.create_default_context(cafile=addresses[2])) == "tls"
    events = await operator.get(f"/stations/{id_}/security-events")
    assert {(event["type"], event["origin"]) for event in events} == {("InvalidChargingStationCertificate", "csms")}
    assert "SN 4712" in events[1]["techInfo"]


async def test_certificate_may_name_the_id_without_a_serial_number(world, addresses, maker):
    id_ = await world.provision()
    url = addresses[1].replace("{station}", id_)
    assert await options(url, maker.context(addresses[2], id_)) == "open"


async def test_a_server_certificate_does_not_authenticate_a_station(world, addresses, maker):
    from plugfest.csms.pki.authority import SERVER

    id_ = await world.provision()
    url = addresses[1].replace("{station}", id_)
    assert await options(url, maker.context(addresses[2], id_, usages=(SERVER,))) == "tls"


async def test_trusted_roots_change_without_a_restart(world, operator, addresses, tmp_path):
    maker = Maker(tmp_path)
    id_ = await world.provision()
    url = addresses[1].replace("{station}", id_)
    context = maker.context(addresses[2], id_)
    assert await options(url, context) == "tls"
    body = {"certificate": pem(maker.root.certificate)}
    _, root = await operator.request("POST", "/trusted-roots/station", body)
    assert await options(url, context) == "open"
    assert root["fingerprint"] in [known["fingerprint"] for known in await operator.get("/trusted-roots")]
    status, _ = await operator.request("DELETE", f"/trusted-roots/station/{root['fingerprint']}")
    assert status == 200
    assert await options(url, context) == "tls"
    assert (await operator.request("DELETE", f"/trusted-roots/station/{root['fingerprint']}"))[0] == 404


async def test_tls_session_is_not_resumed_after_its_root_is_removed(world, operator, addresses, tmp_path):
    maker = Maker(tmp_path)
    context = maker.context(addresses[2], await world.provision())
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    place = urlsplit(addresses[1])

    def meets(session):
        with (
            socket.create_connection((place.hostname, place.port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost", session=session) as connection,
        ):
            return connection.session, connection.session_reused

    _, root = await operator.request("POST", "/trusted-roots/station", {"certificate": pem(maker.root.certificate)})
    session, _ = await asyncio.to_thread(meets, None)
    _, reused = await asyncio.to_thread(meets, session)
    assert reused
    await operator.request("DELETE", f"/trusted-roots/station/{root['fingerprint']}")
    with pytest.raises(ssl.SSLError):
        await asyncio.to_thread(meets, session)


@pytest.mark.parametrize("body", [{"certificate": "nonsense"}, {"certificate": 1}, {}], ids=str)
async def test_only_root_certificates_can_be_trusted(operator, body):
    status, _ = await operator.request("POST", "/trusted-roots/station", body)
    assert status == 400


async def test_intermediate_certificate_cannot_be_trusted(operator):
    root = new_root("Root", "Somebody")
    sub = root.subordinate("Sub", "Somebody").certificate
    for text in (pem(sub), pem(root.certificate, sub)):
        status, _ = await operator.request("POST", "/trusted-roots/station", {"certificate": text})
        assert status == 400
    status, _ = await operator.request("POST", "/trusted-roots/everything", {"certificate": pem(root.certificate)})
    assert status == 400


async def test_a_boot_with_another_serial_number_ends_the_connection(world, addresses, maker):
    id_ = await world.provision()
    url = addresses[1].replace("{station}", id_)
    context = maker.context(addresses[2], id_)

    async def boots(**more):
        said = {"model": "M", "vendorName": "V", **more}
        async with connect(url, ssl=context, subprotocols=["ocpp2.0.1"], proxy=None) as station:
            await station.send(json.dumps([2, "1", "BootNotification", {"reason": "PowerUp", "chargingStation": said}]))
            return json.loads(await station.recv())

    assert (await boots(serialNumber=id_))[2]["status"] == "Accepted"
    assert (await boots())[2]["status"] == "Accepted"
    with pytest.raises(websockets.ConnectionClosedError) as closed:
        await boots(serialNumber="another")
    assert closed.value.rcvd.code == 1008
    assert (await boots(serialNumber=id_))[2]["status"] == "Accepted"


async def test_used_security_profile_becomes_the_minimum(world, operator, addresses, maker):
    id_ = await world.provision()
    plain = await world.connect(id_)
    await plain.leaves()
    login = {"Authorization": "Basic " + base64.b64encode(f"{id_}:{PASSWORD}".encode()).decode()}
    trust = ssl.create_default_context(cafile=addresses[2])
    second, third = (url.replace("{station}", id_) for url in addresses[:2])
    mine = maker.context(addresses[2], id_)
    assert await options(second, trust, additional_headers=login) == "open"
    with pytest.raises(websockets.InvalidStatus) as refused:
        await world.connect(id_)
    assert refused.value.response.status_code == 403
    assert await options(third, mine) == "open"
    assert await options(second, trust, additional_headers=login) == 403
    assert (await operator.get(f"/stations/{id_}"))["securityProfile"] == 3
    await operator.put(f"/stations/{id_}", securityProfile=1)
    await world.connect(id_)


async def test_organization_option_limits_certificates(make_process, make_world, tmp_path):
    running = make_process("--organization", "Good Power")
    world = await make_world(running)
    maker = Maker(tmp_path)
    await world.operator.request("POST", "/trusted-roots/station", {"certificate": pem(maker.root.certificate)})
    url = running.words["wss3"].replace("{station}", await world.provision("CS1"))
    assert await options(url, maker.context(running.words["trust"], "CS1", "Good Power")) == "open"
    assert await options(url, maker.context(running.words["trust"], "CS1", "Bad Power")) == 403


def test_certificates_are_kept_in_the_data_folder_with_private_keys(make_process, tmp_path):
    one = make_process("--data", str(tmp_path))
    folder = tmp_path / "pki"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    one.kill()
    make_process("--data", str(tmp_path))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.key")} == {0o600}


def test_invalid_certificate_file_prevents_the_start(make_process, tmp_path):
    (tmp_path / "csms-root.pem").write_text("nonsense")
    broken = make_process("--pki", str(tmp_path))
    assert broken.popen.wait(10) == 2
    assert "csms-root.pem holds no certificates in PEM" in broken.popen.stderr.read()


def test_csms_runs_without_tls(make_process, tmp_path):
    running = make_process("--security-profile", "1", "--data", str(tmp_path))
    assert "wss" not in running.line
    assert not (tmp_path / "pki").exists()


def shake(server: ssl.SSLContext, first: bytes | None, client: ssl.SSLContext) -> None:
    """Shake hands in memory, until one side gives up; `first` is sent in place of the client's messages."""
    bios = [ssl.MemoryBIO() for _ in range(4)]
    at_server = server.wrap_bio(bios[0], bios[1], server_side=True)
    at_client = client.wrap_bio(bios[2], bios[3], server_hostname="localhost")
    for _ in range(4):
        if first is None:
            with suppress(ssl.SSLError):
                at_client.do_handshake()
        bios[0].write(first or bios[3].read())
        with suppress(ssl.SSLError):
            at_server.do_handshake()
        bios[2].write(bios[1].read())


@pytest.mark.parametrize(
    ("trusting", "first", "line"),
    [
        (
            True,
            None,
            "peer did not return a certificate. Security profile 3 needs a client certificate of the station.",
        ),
        (False, None, "tlsv1 alert unknown ca. The station does not trust this CSMS: give it the root"),
        (True, b"GET / HTTP/1.1\r\n\r\n", "http request. The station speaks plain HTTP to it: use a wss:// URL"),
    ],
)
def test_failed_handshake_is_one_line_with_a_hint(tmp_path, caplog, trusting, first, line):
    pki = certificates_of(tmp_path)
    client = ssl.create_default_context()
    if trusting:
        client.load_verify_locations(cadata=pem(pki.csms.certificate))
    shake(ServerTls(pki, "localhost", client_certificates=True), first, client)
    assert [record.message.startswith(f"refused connection to a TLS port: {line}") for record in caplog.records] == [
        True
    ]
