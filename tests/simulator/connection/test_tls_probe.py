"""Single TLS handshakes, against servers of every kind."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from plugfest.simulator.connection import tls_probe
from plugfest.simulator.connection.tls import SUITES, ClientCertificate
from plugfest.simulator.connection.tls_probe import NothingOfferedError, Offer, probe_tls
from plugfest.simulator.pki.authority import CLIENT, Authority, new_root, pem, subject

Serve = Callable[..., Awaitable[int]]


@pytest.fixture
def root() -> Authority:
    return new_root(subject("Root", "Test"))


@pytest.fixture
async def serve(root: Authority, tmp_path: Path) -> AsyncIterator[Serve]:
    """A TLS server with these settings; its port."""
    servers = []
    (tmp_path / "root.pem").write_text(pem(root.certificate))

    async def start(version: ssl.TLSVersion | None = None, ciphers: str | None = None, clients: bool = False) -> int:
        issued = root.issue(subject("localhost", "Test"))
        file = tmp_path / "server.pem"
        file.write_text(issued.chain_pem + issued.key_pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            if version is not None:
                context.minimum_version = context.maximum_version = version
        context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=pem(root.certificate))
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


async def options(port: int, tmp_path: Path, **offer: object) -> tls_probe.Handshake:
    trust = str(tmp_path / "root.pem")
    return await probe_tls("localhost", port, Offer(**offer), trust=trust, timeout=5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("version", "offered"), [(ssl.TLSVersion.TLSv1, "TLS 1.0"), (ssl.TLSVersion.TLSv1_1, "TLS 1.1")]
)
async def test_server_with_an_old_tls_version_is_detected(
    serve: Serve, tmp_path: Path, version: ssl.TLSVersion, offered: str
) -> None:
    handshake = await options(await serve(version), tmp_path, version=offered)
    assert handshake.agreed
    assert handshake.facts["version"] == {"TLS 1.0": "TLSv1", "TLS 1.1": "TLSv1.1"}[offered]


@pytest.mark.parametrize("offered", ["TLS 1.0", "TLS 1.1"])
async def test_modern_server_refuses_old_tls_versions(serve: Serve, tmp_path: Path, offered: str) -> None:
    handshake = await options(await serve(ssl.TLSVersion.TLSv1_2), tmp_path, version=offered)
    assert not handshake.agreed
    assert "refused" in str(handshake)


@pytest.mark.parametrize("suite", SUITES)
async def test_probe_offers_a_single_cipher_suite(serve: Serve, tmp_path: Path, suite: str) -> None:
    port = await serve(ciphers="ECDHE-ECDSA-AES128-GCM-SHA256")
    handshake = await options(port, tmp_path, suite=suite)
    assert handshake.agreed is (suite == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
    if handshake.agreed:
        assert handshake.facts["cipher"] == suite
        certificate = handshake.facts["certificate"]
        assert (certificate["commonName"], certificate["keyType"], certificate["keyBits"]) == (["localhost"], "EC", 256)
        assert certificate["trusted"] == "yes"


async def test_server_under_another_root_is_probed_as_untrusted(serve: Serve, tmp_path: Path) -> None:
    port = await serve()
    (tmp_path / "root.pem").write_text(pem(new_root(subject("Root", "Another")).certificate))
    handshake = await options(port, tmp_path, suite="TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
    assert handshake.agreed
    assert handshake.facts["certificate"]["trusted"] != "yes"
    assert handshake.facts["certificate"]["commonName"] == ["localhost"]


async def test_probe_sends_the_client_certificate(serve: Serve, root: Authority, tmp_path: Path) -> None:
    port = await serve(clients=True)
    issued = root.issue(subject("SN1", "Test"), usages=(CLIENT,))
    own = ClientCertificate("its own", issued.chain_pem, issued.key_pem)
    suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    assert (await options(port, tmp_path, suite=suite, client=own)).agreed
    assert not (await options(port, tmp_path, suite=suite)).agreed


async def test_closed_connection_counts_as_refusal(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    (tmp_path / "root.pem").write_text(pem(new_root(subject("Root", "Test")).certificate))
    async with server:
        port = int(server.sockets[0].getsockname()[1])
        handshake = await options(port, tmp_path, version="TLS 1.1")
    assert (handshake.agreed, handshake.refusal) == (False, "the connection was cut without an alert")


async def test_missing_listener_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"refused|Connect"):
        await probe_tls("127.0.0.1", 1, Offer(version="TLS 1.1"), trust=None, timeout=5)


async def test_handshake_aborted_by_the_client_is_agreed(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its usual level of security OpenSSL offers TLS 1.1, and then dislikes what the server signs with."""
    monkeypatch.setattr(tls_probe, "_SUITES_OF_OLD", "DEFAULT:@SECLEVEL=2")
    handshake = await options(await serve(ssl.TLSVersion.TLSv1_1), tmp_path, version="TLS 1.1")
    assert handshake.agreed
    assert "gives up" in str(handshake)
    assert not (await options(await serve(ssl.TLSVersion.TLSv1_2), tmp_path, version="TLS 1.1")).agreed


async def test_offer_unsupported_by_openssl_is_an_error(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a suite that the version knows OpenSSL fails by itself, and sends nothing."""
    monkeypatch.setattr(tls_probe, "_SUITES_OF_OLD", "ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0")
    with pytest.raises(NothingOfferedError, match=r"does not offer TLS 1\.1"):
        await options(await serve(), tmp_path, version="TLS 1.1")


def test_certificate_facts_name_key_type_and_size() -> None:
    root = new_root(subject("Root", "Test"))
    facts = tls_probe.certificate_facts(root.certificate)
    assert (facts["keyType"], facts["keyBits"]) == ("EC", 256)
    key = rsa.generate_private_key(65537, 2048)
    assert tls_probe._key_type(key.public_key()) == "RSA"
    assert b"PRIVATE" in key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
