"""The system's root certificates: unread while aiohttp is imported, trusted in requests over HTTPS."""

import base64
import os
import ssl

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from plugfest.csms import system_roots
from plugfest.csms.blocks.m_certificates.ev_certificates import BackEndFailed, OverHttp
from plugfest.csms.pki.folder import Pki
from plugfest.csms.pki.tls import ServerTls


@pytest.fixture
def pki(tmp_path):
    made = Pki(tmp_path)
    _ = made.csms
    return made


@pytest.fixture
async def back_end(pki):
    async def answers(request):
        return web.json_response({"exiResponse": base64.b64encode(await request.read()).decode()})

    app = web.Application()
    app.router.add_post("/", answers)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=ServerTls(pki, "localhost", client_certificates=False))
    yield f"https://localhost:{server.port}/"
    await server.close()


async def test_back_end_over_https_is_trusted_under_a_root_of_the_system(back_end, pki, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(pki.folder / "csms-root.pem"))
    assert b"exiRequest" in await OverHttp(back_end, 3).exchange("CS1", "schema", "Install", b"exi")


async def test_back_end_under_no_root_of_the_system_is_refused(back_end):
    with pytest.raises(BackEndFailed, match="Certificate"):
        await OverHttp(back_end, 3).exchange("CS1", "schema", "Install", b"exi")


@pytest.mark.parametrize("before", [None, "/etc/roots.pem"])
def test_roots_are_unread_for_a_moment_only(monkeypatch, before):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if before:
        monkeypatch.setenv("SSL_CERT_FILE", before)
    with system_roots.unread():
        assert ssl.create_default_context().get_ca_certs() == []
    assert os.environ.get("SSL_CERT_FILE") == before
