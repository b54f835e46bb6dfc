"""Refused connections: the kind of refusal and its details."""

import asyncio
import http
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from plugfest.simulator.connection.attempt import Outcome
from plugfest.simulator.connection.tls import client_context, shared_context, station_context


async def test_missing_listener_is_reported(call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        caller = await call(f"ws://127.0.0.1:{taken.getsockname()[1]}/CS1")
    assert caller.socket is None
    assert caller.attempt.outcome is Outcome.NO_LISTENER
    assert "no TCP connection" in caller.attempt.detail
    assert caller.attempt.http is None


async def test_unknown_host_name_is_reported_as_no_listener(call) -> None:
    caller = await call("ws://nobody.invalid/CS1")
    assert caller.attempt.outcome is Outcome.NO_LISTENER


@pytest.mark.parametrize("status", [400, 401, 403, 404, 426, 500, 503])
async def test_http_status_is_reported(csms, call, status: int) -> None:
    def refuse(connection: Any, _: Any) -> Any:
        return connection.respond(http.HTTPStatus(status), "not you\n")

    attempt = (await call(await csms(None, process_request=refuse))).attempt
    assert (attempt.accepted, attempt.outcome) == (False, Outcome.HTTP_STATUS)
    assert attempt.http is not None
    assert (attempt.http.status, attempt.http.body) == (status, "not you\n")
    assert attempt.detail == f"HTTP {status} {http.HTTPStatus(status).phrase}"


async def test_headers_of_a_refusal_are_stored_unchanged(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(
            b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 0\r\n\r\n"
        )

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.http is not None
    assert (attempt.http.status, attempt.http.reason) == (401, "No")
    assert [pair for pair in attempt.http.headers if pair[0] == "X-A"] == [("X-A", "1"), ("X-A", "2")]


async def test_body_of_a_refusal_is_truncated(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(b"HTTP/1.1 500 Oh\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000)

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.http is not None
    assert attempt.http.body == "x" * 2000


async def test_refusal_with_an_endless_body_is_reported(raw_csms, call, wire) -> None:
    """Without a length the body goes on until the connection is closed: some servers never do."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(b"HTTP/1.1 401 Unauthorized\r\n\r\nnot you")
        await reader.read()

    attempt = (await call(await raw_csms(talk), timeout=0.3)).attempt
    assert attempt.outcome is Outcome.HTTP_STATUS
    assert attempt.detail == "HTTP 401 Unauthorized"


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x15\x03\x03\x00\x02\x02\x46"])
async def test_response_that_is_not_http_is_a_broken_upgrade(raw_csms, call, wire, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(said)

    attempt = (await call(await raw_csms(talk))).attempt
    assert (attempt.accepted, attempt.http) == (False, None)
    assert attempt.outcome is Outcome.BROKEN_UPGRADE
    assert attempt.detail.startswith("no whole HTTP answer: ")


async def test_status_line_before_a_cut_is_a_refusal_by_http(raw_csms, call, wire) -> None:
    """Seen on a CSMS that writes the first line and destroys the socket."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(b"HTTP/1.1 401 Unauthorized\r\n")

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.outcome is Outcome.HTTP_STATUS
    assert (attempt.http.status, attempt.detail) == (401, "HTTP 401 Unauthorized")


async def test_close_without_a_response_is_a_cut(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await wire.request(reader)

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.outcome is Outcome.CUT
    assert attempt.detail == "the connection was closed without an HTTP answer"


async def test_reset_without_a_response_is_a_cut(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.transport.abort()

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.outcome is Outcome.CUT


async def test_missing_response_is_silence(raw_csms, call) -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    attempt = (await call(await raw_csms(talk), timeout=0.1)).attempt
    assert attempt.outcome is Outcome.SILENCE
    assert attempt.detail == "no answer to the HTTP upgrade within 0.1 s"


async def test_redirect_is_not_followed(csms, raw_csms, call, wire) -> None:
    asked: list[bytes] = []

    async def elsewhere(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        asked.append(await wire.request(reader))

    target = await raw_csms(elsewhere)

    def redirect(connection: Any, _: Any) -> Any:
        answer = connection.respond(http.HTTPStatus.FOUND, "")
        answer.headers["Location"] = target
        return answer

    attempt = (await call(await csms(None, process_request=redirect), user="CS1", password="secret")).attempt
    assert attempt.outcome is Outcome.HTTP_STATUS
    assert attempt.detail == f"HTTP 302 Found for {attempt.options.url}, to {target}"
    assert asked == []


@pytest.mark.parametrize("header", [b"Sec-WebSocket-Protocol: ocpp1.6", b"Sec-WebSocket-Extensions: made-up"])
async def test_upgrade_with_unrequested_options_is_broken(raw_csms, call, wire, header: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(wire.upgrade(await wire.request(reader), header))

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.outcome is Outcome.BROKEN_UPGRADE
    assert attempt.detail.startswith("an upgrade that breaks RFC 6455: ")
    assert attempt.http is not None
    assert attempt.http.status == 101


async def test_upgrade_with_a_wrong_key_is_broken(raw_csms, call, wire) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await wire.request(reader)
        writer.write(wire.upgrade(b"Sec-WebSocket-Key: another\r\n\r\n"))

    attempt = (await call(await raw_csms(talk))).attempt
    assert attempt.outcome is Outcome.BROKEN_UPGRADE
    assert attempt.detail.startswith("an upgrade that breaks RFC 6455: ")


# --- TLS ---


class Authority:
    """A root and what it has signed for "localhost", as PEM files."""

    def __init__(self, folder: Path) -> None:
        self.root, self.certificate = folder / "root.pem", folder / "server.pem"
        key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = self._sign("root", "root", key, key, authority=True)
        server = self._sign("localhost", "root", self.key, key, authority=False)
        self.root.write_bytes(root.public_bytes(Encoding.PEM))
        private = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.certificate.write_bytes(private + server.public_bytes(Encoding.PEM))

    def _sign(self, name: str, issuer: str, key: Any, by: Any, *, authority: bool) -> x509.Certificate:
        now = datetime.now(UTC)
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
        builder = x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(by, SHA256())

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("pki"))


async def closes(connection: Any) -> None:
    await connection.wait_closed()


async def test_facts_of_the_tls_connection_are_stored(csms, call, authority: Authority) -> None:
    url = (await csms(closes, ssl=authority.server_context())).replace("127.0.0.1", "localhost")
    caller = await call(url, context=station_context(trust=str(authority.root)))
    assert caller.attempt.accepted
    assert caller.attempt.tls is not None
    assert caller.attempt.tls["version"] in ("TLSv1.2", "TLSv1.3")
    assert caller.attempt.tls["server_certificate"] == "CN=localhost"


async def test_untrusted_server_is_unusable_tls(csms, call, authority: Authority) -> None:
    url = (await csms(closes, ssl=authority.server_context())).replace("127.0.0.1", "localhost")
    attempt = (await call(url, context=station_context())).attempt
    assert attempt.outcome is Outcome.UNUSABLE_TLS
    said = "the server's certificate is not accepted: unable to get local issuer certificate"
    assert attempt.detail == f"TLS handshake: {said}"


async def test_server_of_another_name_is_unusable_tls(csms, call, authority: Authority) -> None:
    url = await csms(closes, ssl=authority.server_context())
    attempt = (await call(url, context=station_context(trust=str(authority.root)))).attempt
    assert attempt.outcome is Outcome.UNUSABLE_TLS


class TlsServer(threading.Thread):
    """A server on OpenSSL itself, which sends its alert before it closes, as asyncio does not."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(daemon=True)
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"wss://localhost:{self.listener.getsockname()[1]}/CS1"

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with (
            self.listener,
            self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as tls,
        ):
            with suppress(ssl.SSLError):
                tls.do_handshake()
            # What the client has sent is read before the end: otherwise a reset could overtake the alert.
            with suppress(OSError):
                while socket.socket.recv(tls, 4096):
                    pass


@pytest.mark.parametrize("most", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_missing_client_certificate_is_refused_by_tls(call, authority: Authority, most: ssl.TLSVersion) -> None:
    context = authority.server_context()
    context.maximum_version = most
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.root)
    server = TlsServer(context)
    server.start()
    attempt = (await call(server.url, context=station_context(trust=str(authority.root)))).attempt
    assert (attempt.outcome, attempt.refused_by) == (Outcome.TLS_ALERT, "TLS")


async def test_port_without_tls_is_unusable_tls(raw_csms, call, authority: Authority) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    url = (await raw_csms(talk)).replace("ws:", "wss:").replace("127.0.0.1", "localhost")
    attempt = (await call(url, context=station_context(trust=str(authority.root)))).attempt
    assert attempt.outcome is Outcome.UNUSABLE_TLS


async def test_unfinished_tls_handshake_is_silence(raw_csms, call, authority: Authority) -> None:
    async def talk(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    url = (await raw_csms(talk)).replace("ws:", "wss:")
    attempt = (await call(url, context=station_context(trust=str(authority.root)), timeout=0.2)).attempt
    assert attempt.outcome is Outcome.SILENCE


@pytest.mark.parametrize("aborts", [True, False])
async def test_connection_cut_in_the_tls_handshake_is_a_cut(raw_csms, call, authority: Authority, aborts: bool) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        if aborts:
            writer.transport.abort()

    url = (await raw_csms(talk)).replace("ws:", "wss:")
    attempt = (await call(url, context=station_context(trust=str(authority.root)))).attempt
    assert attempt.outcome is Outcome.CUT


def test_certificate_rules_do_not_depend_on_the_python_version(authority: Authority) -> None:
    """The root of these tests has no keyUsage, which Python 3.13 would refuse by default."""
    for context in (station_context(trust=str(authority.root)), client_context(str(authority.root))):
        assert not context.verify_flags & ssl.VerifyFlags.VERIFY_X509_STRICT
        assert context.verify_flags == ssl.VerifyFlags.VERIFY_X509_TRUSTED_FIRST


def test_connections_share_a_context_while_the_roots_are_unchanged(authority: Authority, tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(authority.root.read_bytes())
    first = shared_context(trust=str(roots))
    assert shared_context(trust=str(roots)) is first
    roots.write_bytes(authority.root.read_bytes() * 2)
    assert shared_context(trust=str(roots)) is not first
    with pytest.raises(OSError, match=r"nothing\.pem"):
        shared_context(trust=str(tmp_path / "nothing.pem"))
